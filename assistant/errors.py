"""The assistant's errors; the tree stands in ``vectorstore.errors``."""

from vectorstore.errors import QuoteproofError


class QuestionError(QuoteproofError):
    """The question cannot be asked: it is empty, too long, or not text."""


class EngineError(QuoteproofError):
    """The engine failed."""


class Cancelled(QuoteproofError):
    """The caller asked to stop."""


class QuoteRefused(QuoteproofError):
    """A quote that points at no whole words of its document: nothing can be proved by it."""


class SavedAnswerError(QuoteproofError):
    """A file that is not a saved answer."""
