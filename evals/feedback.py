"""The page's feedback file, a JSON line for each vote, as cases for a person to look over and confirm."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.nouns import Outcome
from evals.errors import CaseError
from ingest.tables import printable

_HEAD = """\
# Cases made of {file}, for a person to confirm. Each stands as it was answered, with its quotes as evidence: see that
# outcome, evidence and short answers are right, above all where it was voted down, and take its line
# "unconfirmed: true" away. The file is asked when no such line is left.
# Words that stand more than once are those at "start"; where a document was edited, write "place: 2" (counted from 1)
# or "place: any" instead.
# Ask them with: quoteproof-eval --cases THIS_FILE --folder FOLDER
"""


def cases_of_feedback(path: Path, folder: str | None = None) -> str:
    """YAML in the form of ``article.yaml``, of the votes on one folder's documents: else of the one with most votes.

    Raises CaseError where the file or a line of it is no feedback, or no vote is on the folder.
    """
    import yaml  # noqa: PLC0415  slow to load

    votes = _last(_read(path))
    most = _root(votes)
    root = folder or most
    folders = [vote.roots or {most} for vote in votes]
    kept = [vote for vote, its in zip(votes, folders, strict=True) if its == {root}]
    if not kept:
        raise CaseError(f"{path} holds no vote on documents of the folder {root!r}")
    lines = [_HEAD.format(file=printable(path.name)), *_left_out(path, folders, root)]
    lines.append(yaml.safe_dump({"documents": root}, allow_unicode=True) + "\ncases:\n")
    for number, vote in enumerate(kept, 1):
        case = yaml.safe_dump([_case(number, vote)], sort_keys=False, allow_unicode=True, width=110)
        lines.append("\n".join(f"  {line}".rstrip() for line in (*_remarks(vote), *case.splitlines())) + "\n\n")
    return "".join(lines)


def _left_out(path: Path, folders: Sequence[set[str]], root: str) -> Iterator[str]:
    """A line for each other folder, with the command that makes cases of its votes; and one for votes on several."""
    others = Counter(name for names in folders if len(names) == 1 for name in names - {root})
    for other, count in sorted(others.items()):
        command = shlex.join(["quoteproof-eval", "--from-feedback", str(path), "--folder", other])
        yield f"# Votes on documents of another folder, {count}: {printable(command)}\n"
    if several := sum(len(names) > 1 for names in folders):
        yield f"# Votes on documents of several folders at once, of which no case is made: {several}.\n"


class _Part(BaseModel):
    """What else a line holds is passed over."""

    model_config = ConfigDict(frozen=True)


class _Short(_Part):
    text: str


class _Citation(_Part):
    uri: str = Field(min_length=1)
    quote: str = Field(min_length=1)
    start: int


class _Statement(_Part):
    text: str
    short: _Short | None
    citations: tuple[_Citation, ...] = Field(min_length=1)


class _Answer(_Part):
    question: str
    understood: str
    outcome: Outcome
    text: str
    statements: tuple[_Statement, ...]
    nearest: tuple[_Citation, ...]


class _Vote(_Part):
    format: Literal["quoteproof-feedback/1"]
    time: str
    verdict: Literal["up", "down"]
    note: str
    answer: _Answer
    history: tuple[_Answer, ...]

    @property
    def citations(self) -> tuple[_Citation, ...]:
        return tuple(citation for statement in self.answer.statements for citation in statement.citations)

    @property
    def roots(self) -> set[str]:
        """The folders that it quotes; of a refusal, which is true of any folder, that of its nearest passage."""
        return {_parted(citation.uri)[0] for citation in self.citations or self.answer.nearest[:1]}


def _read(path: Path) -> list[_Vote]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{path} cannot be read as feedback: {error}") from error
    votes = [_vote(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not votes:
        raise CaseError(f"{path} holds no vote")
    return votes


def _last(votes: Sequence[_Vote]) -> list[_Vote]:
    """Of the votes on the same answer the last, since a person may think again."""
    return list({(vote.answer, vote.history): vote for vote in votes}.values())


def _vote(path: Path, number: int, line: str) -> _Vote:
    try:
        return _Vote.model_validate_json(line)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        where = ".".join(map(str, problem["loc"]))
        raise CaseError(f"{path}, line {number}: {where}: {problem['msg']}; it is no vote of the page") from error


def _root(votes: Sequence[_Vote]) -> str:
    """The folder that most votes are about."""
    counted = Counter(root for vote in votes for root in vote.roots)
    return counted.most_common(1)[0][0] if counted else "documents"


def _parted(uri: str) -> tuple[str, str]:
    """The root's name and the path below it."""
    root, _, below = uri.partition("/")
    return root, below


def _remarks(vote: _Vote) -> Iterator[str]:
    note = printable(" ".join(vote.note.split()))
    yield f"# voted {vote.verdict} at {printable(vote.time)}" + (f": {note}" if note else "")
    if vote.verdict == "down":
        yield f"# answered: {printable(' '.join(vote.answer.text.split()))}"


def _wanted(got: Outcome) -> Outcome:
    """Of an answer of which nothing was proved, that the documents do not say."""
    return Outcome.NOT_IN_DOCUMENTS if got is Outcome.UNSUPPORTED else got


def _case(number: int, vote: _Vote) -> dict[str, Any]:
    answer = vote.answer
    answered = bool(answer.statements)
    case: dict[str, Any] = {"id": f"feedback-{number}", "kind": f"voted {vote.verdict}"}
    if vote.history:
        case["history"] = [{"question": turn.understood, "text": turn.text} for turn in vote.history]
    case["question"] = answer.question
    case["outcome"] = _wanted(answer.outcome).value
    if answered:
        case["evidence"] = [
            {"words": each.quote, "document": _parted(each.uri)[1], "start": each.start}
            for each in dict.fromkeys(vote.citations)
        ]
        short = list(dict.fromkeys(each.short.text for each in answer.statements if each.short))
        case |= {"short": short} if short else {}
    return case | {"unconfirmed": True}
