"""The errors of taking documents in; the tree stands in ``vectorstore.errors``."""

from vectorstore.errors import QuoteproofError


class UnreadableFile(QuoteproofError):
    """A file that cannot be read, with the reason."""
