"""The root of all errors, and those of the library. Each is named by what the caller does next."""

from __future__ import annotations

from pathlib import Path
from typing import Self


class QuoteproofError(Exception):
    """Something that Quoteproof cannot do, with a message that says what, with which value, and what to do.

    ::

        QuoteproofError
        ├── ConfigError            mend the configuration
        ├── StoreError             look at the store
        │   ├── StoreNotFound      take documents in first
        │   ├── StoreMismatch      take the documents in again, with this embedder and version
        │   ├── StoreUnavailable   mend the place (disk, permission, server), then try again
        │   └── DocumentGone       go on without the document
        ├── UnreadableFile         look at the file; the others were read      (ingest.errors)
        ├── QuestionError          ask in another way                         (assistant.errors)
        ├── EngineError            look at the engine; quotes are not lost     (assistant.errors)
        ├── Cancelled              nothing: it was asked for                  (assistant.errors)
        ├── QuoteRefused           go on without the quote                    (assistant.errors)
        ├── SavedAnswerError       name a file that holds a saved answer      (assistant.errors)
        ├── CaseError              mend the case or the document it names     (evals.errors)
        ├── DataMissing            fetch the data, or go on without the suite (evals.errors)
        ├── ReportError            name another report, or delete the damaged (evals.errors)
        └── ThresholdError         mend the file of thresholds                (evals.errors)
    """


class ConfigError(QuoteproofError):
    """The configuration is wrong."""


class StoreError(QuoteproofError):
    """The library cannot be used."""


class StoreNotFound(StoreError):
    """There is no library at that place."""

    @classmethod
    def at(cls, folder: Path) -> Self:
        return cls(f"there is no library at {folder}; take documents in first: quoteproof-ingest FOLDER")


class StoreMismatch(StoreError):
    """The library was made with another embedder or by another version."""


class StoreUnavailable(StoreError):
    """The place of the library failed: a full disk, a missing permission, a server that is down."""


class DocumentGone(StoreError):
    """The document, or this version of it, is not in the library (any more)."""
