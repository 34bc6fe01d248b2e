"""Cases of a file: evidence is located by exact words, and whatever does not fit fails loudly."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assistant.boundaries import cuts_word
from assistant.nouns import Outcome, Turn
from evals import cases as module
from evals.cases import Located, _Entry, _File, _Turn, _Words, load_cases
from evals.errors import CaseError
from evals.nouns import EvalCase
from tests.evals.askers import BARN, MILL
from tests.strategies import document_texts
from vectorstore.nouns import Span
from vectorstore.sentences import sentences

TEXTS = {"farm/mill.txt": MILL, "farm/barn.txt": BARN}
ROOT = Path(__file__).parents[2]
ARTICLE = Path(module.__file__).with_name("article.yaml")
FORM = (ROOT / "docs" / "evals.md").read_text("utf-8").partition("## Your own cases")[2].partition("\n## ")[0]
HEAD = "documents: farm\ndocument: mill.txt\ncases:\n"


def _line(entry: str) -> str:
    return f"- {{id: x-1, kind: plain, question: 'What?', {entry}}}\n"


@pytest.mark.slow
@settings(deadline=None)
@given(document_texts(max_sentences=8), st.data())
def test_words_are_found_where_they_were_taken_from(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    span = Span(start, end)
    assume(not (_within_word(text, start) or _within_word(text, end)))
    document = Located("made/up.txt", text)

    found = document.occurrences(span.of(text))

    assert all(other.of(text) == span.of(text) for other in found)
    assert any(other.start <= start < other.end for other in found)


@settings(deadline=None)
@given(document_texts(max_sentences=8), st.data())
def test_words_are_found_whatever_their_presentation(text: str, data: st.DataObject) -> None:
    every = [each for each in sentences(text) if re.search(r"\w", each.of(text))]
    assume(every)
    sentence = data.draw(st.sampled_from(every))
    assume(not (cuts_word(text, sentence.start) or cuts_word(text, sentence.end)))
    words = data.draw(st.sampled_from(["\n", "  ", "\u00a0"])).join(sentence.of(text).split())

    found = Located("made/up.txt", text).presented(words.replace("“", '"').replace("’", "'"))

    assert sentence in found
    assert found == sorted(found)
    assert not any(one != other and one.contains(other) for one in found for other in found)


@settings(deadline=None)
@given(document_texts(max_sentences=8), st.data())
def test_a_place_lies_in_whole_sentences(text: str, data: st.DataObject) -> None:
    every = sentences(text)
    assume(every)
    inner = data.draw(st.sampled_from(every))

    assert Located("made/up.txt", text).place(inner).sentence == inner
    first, last = sorted([inner, data.draw(st.sampled_from(every))])
    across = Span(first.end - 1, max(first.end, last.start + 1))
    assert Located("made/up.txt", text).place(across).sentence == Span(first.start, last.end)


def test_a_case_is_read_with_all_its_parts(tmp_path: Path) -> None:
    given_case = (
        '- {id: one, kind: follow-up, question: "And its owner?", outcome: answered, held_out: true,\n'
        '   history: [{question: "What burned?", text: The mill.}], evidence: [Ada Reed owned it], short: [Ada Reed]}\n'
    )
    (found,) = _load(tmp_path, given_case)

    assert (found.id, found.kind, found.held_out, found.answerable) == ("one", "follow-up", True, True)
    assert found.history == (Turn("What burned?", "The mill."),)
    ((place,),) = found.evidence
    assert place.span.of(MILL) == "Ada Reed owned it"
    assert place.sentence.of(MILL) == "Ada Reed owned it."
    assert found.short == ("Ada Reed",)


def test_both_outcomes_may_be_right(tmp_path: Path) -> None:
    (found,) = _load(tmp_path, _line("outcome: [answered, not_in_documents], evidence: [Ada Reed owned it]"))

    assert found.wanted == (Outcome.ANSWERED, Outcome.NOT_IN_DOCUMENTS)
    assert found.answerable is None


@pytest.mark.parametrize(
    ("outcome", "answerable"),
    [
        ("[answered]", True),
        ("[answered, answered]", True),
        ("unsupported", False),
        ("[not_in_documents, unsupported]", False),
        ("[unsupported, not_in_documents]", False),
        ("[unsupported, answered]", None),
    ],
)
def test_a_case_is_answerable_unless_no_outcome_of_it_is_an_answer(
    tmp_path: Path, outcome: str, answerable: bool | None
) -> None:
    evidence = ", evidence: [Ada Reed owned it]" if "answered" in outcome else ""
    (found,) = _load(tmp_path, _line(f"outcome: {outcome}{evidence}"))

    assert found.answerable is answerable


@pytest.mark.parametrize(
    ("cases", "named"),
    [
        (_line("outcome: answered, outcome: not_in_documents"), "line 4: the key 'outcome' is written twice"),
        ("- id: x-1\n  kind: plain\n  id: x-2\n", "line 6: the key 'id' is written twice, first in line 4; keep one"),
        (_line("outcome: answered, evidence: [{words: in, words: at}]"), "line 4: the key 'words' is written twice"),
        (_line("outcome: not_in_documents") + "cases: []\n", "line 5: the key 'cases' is written twice"),
    ],
)
def test_a_key_that_is_written_twice_fails_loudly(tmp_path: Path, cases: str, named: str) -> None:
    with pytest.raises(CaseError, match=named) as raised:
        _load(tmp_path, cases)
    assert "cases.yaml" in str(raised.value)


def test_a_case_may_take_over_keys_of_another_and_change_them(tmp_path: Path) -> None:
    first = "- &first {id: x-1, kind: plain, question: 'What?', outcome: not_in_documents}\n"
    second = "- &second {<<: *first, id: x-2}\n- {<<: *second, id: x-3, kind: odd}\n"

    assert [(case.id, case.kind) for case in _load(tmp_path, first + second)] == [
        ("x-1", "plain"), ("x-2", "plain"), ("x-3", "odd")
    ]  # fmt: skip


@pytest.mark.parametrize("short", [True, False])
def test_where_no_case_names_a_short_answer_none_is_compared(tmp_path: Path, short: bool) -> None:
    named = ", short: [Ada Reed]" if short else ""
    answered = _line(f"outcome: answered, evidence: [Ada Reed owned it]{named}")
    found = _load(tmp_path, answered + _line("outcome: not_in_documents").replace("x-1", "x-2"))

    assert [case.compares_short for case in found] == [short, short]


def test_places_and_alternatives(tmp_path: Path) -> None:
    evidence = "[[built in 1802, {words: burned down, document: mill.txt}], {words: raised, document: barn.txt}]"
    (found,) = _load(tmp_path, _line(f"outcome: answered, evidence: {evidence}"))

    assert [[place.uri for place in group] for group in found.evidence] == [["farm/mill.txt"] * 2, ["farm/barn.txt"]]


@pytest.mark.parametrize(
    ("stands", "written"),
    [
        ("the keeper’s log\nwas kept", "the keeper's log was kept"),
        ("the keeper's log was kept", "the keeper’s  log was kept"),
        ("the **keeper’s** log was kept", "the keeper's log was kept"),
        ("the log was well-\nkept", "the log was well-kept"),
        ("the log was kept", "**the log** was kept"),
    ],
)
def test_evidence_is_words_whatever_their_presentation(tmp_path: Path, stands: str, written: str) -> None:
    text = {"farm/mill.txt": f"He says so. In it {stands}, for years."}
    (found,) = _load(tmp_path, _line(f'outcome: answered, evidence: ["{written}"]'), text)

    assert [[place.span for place in group] for group in found.evidence] == [[Span(18, 18 + len(stands))]]


def test_words_with_markup_stand_once_and_where_they_were_quoted(tmp_path: Path) -> None:
    text = {"farm/mill.txt": "**The fee** is due. It rose. The fee\nis due **now**."}
    line = "outcome: answered, evidence: [{words: '**The fee** is due', place: any}, {words: 'due **now**', start: 40}]"
    (found,) = _load(tmp_path, _line(line), text)

    assert [[place.span for place in group] for group in found.evidence] == [
        [Span(0, 18), Span(29, 43)], [Span(40, 51)]
    ]  # fmt: skip
    with pytest.raises(CaseError, match="stand 2 times"):
        _load(tmp_path, _line("outcome: answered, evidence: [The fee is due]"), text)


@pytest.mark.parametrize(
    ("text", "words"), [("It was -5 then.", "5 then"), ("It paid $20 million.", "It paid $20"), ("so 1,200 m", "200 m")]
)
def test_evidence_begins_and_ends_with_whole_words_and_numbers(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(CaseError, match=r"do not stand in .* as whole words and numbers"):
        _load(tmp_path, _line(f'outcome: answered, evidence: ["{words}"]'), {"farm/mill.txt": text})


def test_words_that_stand_more_than_once_are_told_apart(tmp_path: Path) -> None:
    text = {"farm/mill.txt": "It stood. It fell. It was gone."}
    (second,) = _load(tmp_path, _line("outcome: answered, evidence: [{words: It, place: 2}]"), text)
    (either,) = _load(tmp_path, _line("outcome: answered, evidence: [{words: It, place: any}]"), text)

    assert [[place.span for place in group] for group in second.evidence] == [[Span(10, 12)]]
    assert [[place.span.start for place in group] for group in either.evidence] == [[0, 10, 19]]


def test_words_are_those_at_their_start_as_long_as_they_stand_there(tmp_path: Path) -> None:
    line = _line("outcome: answered, evidence: [{words: It, start: 10}]")
    (found,) = _load(tmp_path, line, {"farm/mill.txt": "It stood. It fell."})
    (moved,) = _load(tmp_path, line, {"farm/mill.txt": "So it stood. Then It fell."})

    assert [[place.span.start for place in group] for group in (*found.evidence, *moved.evidence)] == [[10], [18]]
    with pytest.raises(CaseError, match="stand 2 times"):
        _load(tmp_path, line, {"farm/mill.txt": "It long stood. It fell."})


@pytest.mark.parametrize(
    ("entry", "names"),
    [
        ("outcome: answered, evidence: [Ada Reed sold it]", ["x-1", "Ada Reed sold it", "farm/mill.txt"]),
        ("outcome: answered, evidence: [in]", ["stand 2 times"]),
        ("outcome: answered, evidence: [eed owned]", ["do not stand"]),
        ("outcome: answered, evidence: ['180']", ["do not stand"]),
        ("outcome: answered, evidence: [{words: The mill, place: 4}]", ["place 4"]),
        ("outcome: answered, evidence: [{words: a, document: shed.txt}]", ["shed.txt"]),
        ("outcome: answered, evidence: [[]]", ["x-1", "evidence.0", "at least 1"]),
        ("outcome: answered", ["needs evidence"]),
        ("outcome: not_in_documents, evidence: [Ada Reed owned it]", ["needs evidence"]),
        ("outcome: maybe", ["maybe"]),
        ("outcome: []", ["wants no outcome"]),
        ("outcome: not_in_documents, short: [Ada]", ["short"]),
        ("outcome: not_in_documents, wrong_patterns: ['(']", ["x-1", "'('", "no regular expression"]),
        ("outcome: not_in_documents, unconfirmed: true", ["x-1", "confirm"]),
        ("outcome: answered, evidence: [Ada Reed owned it], short: [1850], no_short: true", ["short"]),
        ("outcome: answered, evidense: [Ada Reed owned it]", ["x-1", "'evidense'", *_Entry.model_fields]),
        ("outcom: answered", ["x-1", "'outcom'", "outcome"]),
        (
            "outcome: answered, evidence: [in, {words: x, plaice: 2}]",
            ["x-1", "evidence.1", "'plaice'", *_Words.model_fields],
        ),
        ("outcome: answered, evidence: [[in, {words: x, plaice: 2}]]", ["x-1", "evidence.0.1", "'plaice'", "place"]),
        ("outcome: answered, evidence: [{place: 2}]", ["x-1", "words", "required"]),
        ("outcome: answered, evidence: [{words: in, place: two}]", ["x-1", "place", "'two'"]),
        (
            "outcome: answered, evidence: [1802]",
            ["x-1", "evidence.0", "1802", "write exact words", *_Words.model_fields],
        ),
        ("outcome: {answered: yes}", ["x-1", "outcome", "string"]),
        ("outcome: not_in_documents, history: [{question: only}]", ["x-1", "text"]),
    ],
)
def test_a_case_that_does_not_fit_fails_loudly(tmp_path: Path, entry: str, names: list[str]) -> None:
    with pytest.raises(CaseError) as raised:
        _load(tmp_path, _line(entry))

    for name in ["cases.yaml", *names]:
        assert name in str(raised.value)


@pytest.mark.parametrize("text", ["cases: [", "cases: []", "", "- 1", "documents: farm\ncases: [1]", "\udcff"])
def test_a_file_that_is_none_fails_loudly(tmp_path: Path, text: str) -> None:
    path = tmp_path / "cases.yaml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))

    with pytest.raises(CaseError, match=r"cases\.yaml"):
        load_cases(path, TEXTS)


def test_an_edited_document_fails_loudly(tmp_path: Path) -> None:
    line = _line("outcome: answered, evidence: [burned down in 1850]")
    _load(tmp_path, line)

    with pytest.raises(CaseError, match="burned down in 1850"):
        _load(tmp_path, line, {**TEXTS, "farm/mill.txt": MILL.replace("1850", "1851")})


def test_two_cases_of_one_id_fail_loudly(tmp_path: Path) -> None:
    line = _line("outcome: not_in_documents")

    with pytest.raises(CaseError, match="two cases have the id 'x-1'"):
        _load(tmp_path, line + line)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"nowhere\.yaml"):
        load_cases(tmp_path / "nowhere.yaml", TEXTS)


def _within_word(text: str, cut: int) -> bool:
    return 0 < cut < len(text) and (text[cut - 1] + text[cut]).isalnum()


def _load(folder: Path, cases: str, texts: dict[str, str] = TEXTS) -> list[EvalCase]:
    path = folder / "cases.yaml"
    path.write_text(HEAD + cases, encoding="utf-8")
    return load_cases(path, texts)


def test_the_documentation_explains_every_field() -> None:
    explained = {line.split("`")[1] for line in FORM.splitlines() if line.startswith("| `")}
    head = ARTICLE.read_text("utf-8").partition("\ndocuments:")[0]

    assert explained == _Entry.model_fields.keys()
    for name in (*_Entry.model_fields, *_Turn.model_fields, *_Words.model_fields, *_File.model_fields):
        assert re.search(rf"\b{name}\b", FORM), name
        assert name in ("cases", "words") or re.search(rf"\b{name}\b", head), name


def test_the_documentations_example_is_read(tmp_path: Path) -> None:
    (tmp_path / "cases.yaml").write_text(FORM.partition("```yaml\n")[2].partition("```")[0], "utf-8")
    lease = "No animals are kept without written consent. Of course consent is not withheld without cause."
    texts = {"contracts/lease.txt": lease, "contracts/annexes/a.md": "The landlord agrees. The landlord agrees twice."}

    (case,) = load_cases(tmp_path / "cases.yaml", texts)

    assert [[place.uri for place in group] for group in case.evidence] == [["contracts/lease.txt"], list(texts)]
    assert case.evidence[1][1].span.start == 21
