"""The evals' errors; the tree stands in ``vectorstore.errors``."""

from vectorstore.errors import QuoteproofError


class CaseError(QuoteproofError):
    """A case that does not fit its document, or a file of cases that cannot be read."""


class DataMissing(QuoteproofError):
    """The data of a suite is not on this machine."""


class ReportError(QuoteproofError):
    """A saved report or the journal of a run that cannot be used."""


class ThresholdError(QuoteproofError):
    """A file of thresholds that cannot be read, or that names what was not measured."""
