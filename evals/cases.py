"""Cases in a file that people write: read, checked, and their evidence located in the documents as they are now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from assistant.folding import Folded
from assistant.nouns import Outcome, Turn
from evals.errors import CaseError
from evals.nouns import EvalCase, Gold, Place
from vectorstore.nouns import Span
from vectorstore.sentences import sentences


class Located:
    """A document's text with its sentences, in which words become places."""

    def __init__(self, uri: str, text: str) -> None:
        self.uri = uri
        self.text = text
        self._sentences = sentences(text)

    @cached_property
    def _folded(self) -> Folded:
        return Folded(self.text)

    def place(self, span: Span) -> Place:
        """The span with the shortest stretch of whole sentences around it; the span itself where no sentence is."""
        touched = [sentence for sentence in self._sentences if sentence.overlaps(span)]
        bounds = [span, *touched]
        around = Span(min(b.start for b in bounds), max(b.end for b in bounds))
        return Place(self.uri, span, around)

    def occurrences(self, words: str) -> list[Span]:
        """Where the words stand letter by letter, as a published set names them; never as a part of a longer word."""
        before = r"(?<!\w)" if words[0].isalnum() else ""
        after = r"(?!\w)" if words[-1].isalnum() else ""
        return [Span(*found.span()) for found in re.finditer(before + re.escape(words) + after, self.text)]

    def presented(self, words: str) -> list[Span]:
        """Where the words stand in any presentation, as a person gives them; never as a part of a word or a number.

        Where markup around them may be meant or not, they stand once, with it.
        """
        found: list[Span] = []
        for span in sorted(self._folded.find(words), key=lambda span: (span.start, -span.end)):
            if not found or span.end > found[-1].end:
                found.append(span)
        return found


def load_cases(path: Path, texts: Mapping[str, str], root: str | None = None) -> list[EvalCase]:
    """The cases of a YAML file, whose form the head of article.yaml explains; ``texts`` are the documents by uri.

    ``root`` is what the uris begin with, where that is not the folder that the file names.

    Evidence is matched in any presentation: of its words none may differ. Raises CaseError for a file or case that
    cannot be read, and for evidence that is not in its document or is there more than once, with the file, the case and
    the words; and for cases that nobody has confirmed.
    """
    file = _read(path)
    if waiting := [entry.id for entry in file.cases if entry.unconfirmed]:
        raise CaseError(
            f"{path.name}: a person has to confirm {', '.join(waiting)}: put outcome, evidence and short answers "
            "right, then take the line unconfirmed: true away; or take the case away"
        )
    if root is not None:
        file = file.model_copy(update={"documents": root})
    documents = {uri: Located(uri, text) for uri, text in texts.items()}
    cases = [_case(path, file, entry, documents) for entry in file.cases]
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise CaseError(f"{path.name}: two cases have the id {case.id!r}; give each its own")
        seen.add(case.id)
    named: dict[Gold, bool] = {"evidence": any(c.evidence for c in cases), "short": any(c.short for c in cases)}
    gold = tuple(kind for kind, is_named in named.items() if is_named)
    return [replace(case, gold=gold) for case in cases]


def documents_name(path: Path) -> str:
    """The name of the folder that the cases of a file are about. Raises CaseError."""
    return _read(path).documents


def _listed(written: Any) -> Any:  # noqa: ANN401  whatever the YAML holds
    """What stands alone as a list of one."""
    return written if isinstance(written, list) else [written]


def _worded(written: Any) -> Any:  # noqa: ANN401  the same
    """Words that stand alone as what they are short for."""
    if isinstance(written, str):
        return {"words": written}
    if isinstance(written, dict):
        return written
    raise ValueError(f"write exact words, or {{{', '.join(_Words.model_fields)}}}, or a list of these")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)

    @model_validator(mode="before")
    @classmethod
    def _knows(cls, written: Any) -> Any:  # noqa: ANN401  the same
        """Refuses a field that there is not, before all else, since it may be a slip for one that is then missing."""
        for name in written if isinstance(written, dict) else ():
            if name not in cls.model_fields:
                raise ValueError(f"there is no field {name!r}; there are {', '.join(cls.model_fields)}")
        return written


class _Words(_Part):
    words: str = Field(min_length=1)
    place: int | Literal["any"] | None = None
    start: int | None = None
    document: str | None = None


class _Turn(_Part):
    question: str
    text: str


_Group = Annotated[list[Annotated[_Words, BeforeValidator(_worded)]], Field(min_length=1), BeforeValidator(_listed)]


class _Entry(_Part):
    id: str = Field(min_length=1)
    kind: str = Field(min_length=1)
    question: str = Field(min_length=1)
    outcome: Annotated[list[str], BeforeValidator(_listed)]
    history: list[_Turn] = []
    document: str | None = None
    evidence: list[_Group] = []
    short: list[str] = []
    no_short: bool = False
    wrong: list[str] = []
    wrong_patterns: list[str] = []
    contradicting: list[str] = []
    held_out: bool = False
    unconfirmed: bool = False


class _File(_Part):
    documents: str = "documents"
    document: str | None = None
    cases: list[_Entry] = Field(min_length=1)


def _read(path: Path) -> _File:
    import yaml  # noqa: PLC0415  slow to load

    from evals.yaml_keys import loaded  # noqa: PLC0415  the same

    try:
        content = loaded(path.read_text(encoding="utf-8"))
        return _File.model_validate(content)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CaseError(f"{path} cannot be read as cases: {error}") from error
    except ValidationError as error:
        raise CaseError(_explain(path, content, error)) from error


def _explain(path: Path, content: Any, error: ValidationError) -> str:  # noqa: ANN401  whatever the YAML holds
    problem = error.errors()[0]
    where, named = list(problem["loc"]), [f"{path.name}:"]
    if len(where) > 1 and where[0] == "cases" and isinstance(where[1], int):
        entry = content["cases"][where[1]]
        named.append(f"case {entry.get('id', where[1] + 1)!r}:" if isinstance(entry, dict) else f"case {where[1] + 1}:")
        where = where[2:]
    given = [] if isinstance(problem["input"], dict) else ["=", repr(problem["input"])]
    at = " ".join([".".join(map(str, where)), *given])
    return " ".join([*named, *([f"{at}:"] if where else []), problem["msg"].removeprefix("Value error, ")])


def _case(path: Path, file: _File, entry: _Entry, documents: Mapping[str, Located]) -> EvalCase:
    try:
        return EvalCase(
            id=entry.id,
            question=entry.question,
            wanted=tuple(map(_outcome, entry.outcome)),
            kind=entry.kind,
            history=tuple(Turn(turn.question, turn.text) for turn in entry.history),
            evidence=tuple(tuple(_places(group, file, entry, documents)) for group in entry.evidence),
            short=tuple(entry.short),
            no_short=entry.no_short,
            wrong=tuple(entry.wrong),
            wrong_patterns=tuple(map(_pattern, entry.wrong_patterns)),
            contradicting=tuple(map(_pattern, entry.contradicting)),
            held_out=entry.held_out,
        )
    except ValueError as error:
        raise CaseError(f"{path.name}: case {entry.id!r}: {error}") from error


def _outcome(name: str) -> Outcome:
    if name not in list(Outcome):
        raise ValueError(f"there is no outcome {name!r}; there are {', '.join(Outcome)}")
    return Outcome(name)


def _pattern(written: str) -> str:
    try:
        re.compile(written)
    except re.error as error:
        raise ValueError(f"{written!r} is no regular expression: {error}") from error
    return written


def _places(group: _Group, file: _File, entry: _Entry, documents: Mapping[str, Located]) -> Iterator[Place]:
    for words in group:
        name = words.document or entry.document or file.document
        if name is None:
            raise ValueError(f"the words {words.words!r} need their document: write document: NAME beside them")
        document = documents.get(f"{file.documents}/{name}")
        if document is None:
            raise ValueError(f"there is no document {name!r} in {file.documents!r}; it has {sorted(documents)}")
        yield from map(document.place, _chosen(words, document))


def _chosen(wanted: _Words, document: Located) -> list[Span]:
    found = document.presented(wanted.words)
    if not found:
        raise ValueError(
            f"the words {wanted.words!r} do not stand in {document.uri!r} as whole words and numbers; "
            "mend them or the document"
        )
    if wanted.start in [span.start for span in found]:
        return [span for span in found if span.start == wanted.start]
    if wanted.place == "any":
        return found
    if wanted.place is None:
        if len(found) > 1:
            raise ValueError(
                f"the words {wanted.words!r} stand {len(found)} times in {document.uri!r}; "
                "add words around them, or say which with place: 1, or place: any"
            )
        return found
    if not 1 <= wanted.place <= len(found):
        raise ValueError(
            f"the words {wanted.words!r} have no place {wanted.place} in {document.uri!r}: {len(found)} found"
        )
    return [found[wanted.place - 1]]
