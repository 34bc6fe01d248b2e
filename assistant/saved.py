"""Saved answers: the JSON of ``assistant.export``, read back and checked, for re-checking against the files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from assistant.errors import SavedAnswerError
from assistant.export import FORMAT
from assistant.nouns import Outcome, Where
from vectorstore.nouns import Span

_Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
_FIRST_PROBLEMS = 3


class _Saved(BaseModel):
    """Frozen and strict about types; fields that re-checking does not need are passed over."""

    model_config = ConfigDict(frozen=True, strict=True)


class SavedSpan(_Saved):
    """A half-open stretch of code points of a document's canonical text."""

    start: int = Field(ge=0)
    end: int

    @model_validator(mode="after")
    def _ascends(self) -> SavedSpan:
        if self.end <= self.start:
            raise ValueError(f"end {self.end} does not lie after start {self.start}")
        return self

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


class SavedShort(SavedSpan):
    """The short answer and where it stands in its document."""

    text: str


class SavedCaveat(SavedSpan):
    """What turned a quote round, in the same document."""

    where: Where
    quote: str = Field(min_length=1)


class SavedCitation(SavedSpan):
    """A quote as it was proved; ``document`` is the id of one of the answer's documents, which it names besides."""

    document: str
    title: str | None = None
    uri: str | None = None
    quote: str = Field(min_length=1)
    caveats: tuple[SavedCaveat, ...] = ()

    @property
    def with_caveats(self) -> Iterator[SavedCitation]:
        """The quote, and what turned it round as quotes of their own."""
        yield self
        for each in self.caveats:
            yield SavedCitation(start=each.start, end=each.end, document=self.document, quote=each.quote)


class SavedStatement(_Saved):
    """A sentence of the answer and the citations that carried it.

    ``asked`` is the part of the question that it answered; older answers do not tell it.
    """

    text: str = Field(min_length=1)
    asked: str | None = None
    short: SavedShort | None
    citations: tuple[SavedCitation, ...] = Field(min_length=1)


class SavedDocument(_Saved):
    """A document as it was when the answer was given, and where its root lay."""

    id: str
    uri: str = Field(min_length=1)
    title: str
    root: str
    file_sha256: _Sha256
    loader: str

    @property
    def below_root(self) -> tuple[str, ...]:
        """The parts of the path below the root."""
        return tuple(self.uri.split("/")[1:])

    @model_validator(mode="after")
    def _stays_below_root(self) -> SavedDocument:
        if any(part in ("", ".", "..") or "\0" in part for part in self.uri.split("/")):
            raise ValueError(f"the uri {self.uri!r} does not name a file below a root")
        return self


class SavedAnswer(_Saved):
    """A saved answer as far as it can be re-checked."""

    format: Literal["quoteproof-answer/1"]
    question: str
    outcome: Outcome
    text: str
    engine: str
    statements: tuple[SavedStatement, ...]
    nearest: tuple[SavedCitation, ...]
    documents: tuple[SavedDocument, ...]

    @model_validator(mode="after")
    def _names_its_documents(self) -> SavedAnswer:
        known = {document.id for document in self.documents}
        for citation in self.citations:
            if citation.document not in known:
                raise ValueError(f"a citation names the document {citation.document!r}, which is not in documents")
        return self

    @property
    def citations(self) -> tuple[SavedCitation, ...]:
        """All citations with their caveats: those of the statements, then the nearest."""
        stated = (citation for statement in self.statements for citation in statement.citations)
        return tuple(each for citation in (*stated, *self.nearest) for each in citation.with_caveats)

    def document(self, citation: SavedCitation) -> SavedDocument:
        return next(document for document in self.documents if document.id == citation.document)


def parse(content: bytes, name: str) -> list[SavedAnswer]:
    """The answers of a file: one, or a list of them. ``name`` is the file's, for messages.

    Raises SavedAnswerError where the content is not a saved answer.
    """
    answers = TypeAdapter(list[SavedAnswer] if content.lstrip().startswith(b"[") else SavedAnswer)
    try:
        found = answers.validate_json(content)
    except ValidationError as error:
        raise SavedAnswerError(_explained(error, name)) from error
    return found if isinstance(found, list) else [found]


def _explained(error: ValidationError, name: str) -> str:
    problems = [
        f"{'.'.join(map(str, problem['loc'])) or 'the file'}: {problem['msg']}"
        for problem in error.errors(include_input=False, include_url=False)
    ]
    more = f"; and {len(problems) - _FIRST_PROBLEMS} more" if len(problems) > _FIRST_PROBLEMS else ""
    return (
        f"{name} is not a saved answer ({FORMAT}): {'; '.join(problems[:_FIRST_PROBLEMS])}{more}. "
        "Save one with: quoteproof-ask QUESTION --json > answer.json"
    )
