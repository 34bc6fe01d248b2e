"""The evals' errors; the tree stands in ``vectorstore.errors``."""

from vectorstore.errors import QuoteproofError


class CaseError(QuoteproofError):
    """A case that does not fit its document, or a file of cases that cannot be read."""


class DataMissing(QuoteproofError):
    """The data of a suite is not on this machine."""
