"""The sets of the data folder become cases: gold words are located, splits kept apart, and what is missing is said."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest

from assistant.nouns import Outcome, Turn
from evals.data import NEWS, PUBLISHED, data_folder
from evals.errors import CaseError, DataMissing
from evals.onestop import word_range
from evals.suite import Suite
from evals.suites import SUITES, Choice

DOCS = (Path(__file__).parents[2] / "docs" / "evals.md").read_text("utf-8")
SETS = ("onestopqa", "clapnq", "quotesum", "ramdocs", "canard", "mtrag")
CONTEXT = (
    "It rained all day. The mill ran again at noon. Nobody had thought that the old wheel would turn once more, but "
    "the river had risen so high in the night that even the children heard it."
)
LEVEL: dict[str, Any] = {"context": CONTEXT, "a_spans": [[4, 9]], "d_spans": [[0, 3]]}
ONESTOP: list[dict[str, Any]] = [
    {
        "title": title,
        "paragraphs": [
            {"Adv": LEVEL, "Int": LEVEL, "Ele": LEVEL, "qas": [{"question": "What ran?", "answers": ["The mill"]}]}
        ],
    }
    for title in ("Mills", "Weirs")
]
PASSAGE = "The dam holds . It was built by hand . Nobody counts the fish ."


def clapnq_row(identity: str, chosen: list[str], answer: str) -> dict[str, Any]:
    output = [{"answer": "", "selected_sentences": []}, {"answer": answer, "selected_sentences": chosen}]
    return {
        "id": identity,
        "input": "how was it built",
        "passages": [{"title": "Dam", "text": PASSAGE}],
        "output": output,
    }


def quotesum_row(name: str, summary: str) -> dict[str, Any]:
    filled = {1: ("Dam", "The dam was built by hand."), 2: ("Mill", "The mill ran at noon. It ran by hand.")}
    sources = {
        f"{part}{n}": filled.get(n, ("", ""))[at] for n in range(1, 9) for at, part in enumerate(("title", "source"))
    }
    return {"qid": name, "question": "What was done by hand?", "summary": summary, **sources}


RAMDOCS = {
    "question": "When did it open?",
    "documents": [
        {"text": "The hall opened in May 1911.", "type": "correct", "answer": "May 1911"},
        {"text": "The hall in the north opened in june 1920.", "type": "correct", "answer": "June 1920"},
        {"text": "The hall opened in 1999.", "type": "misinfo", "answer": "1999"},
    ],
    "gold_answers": ["May 1911", "June 1920"],
    "wrong_answers": ["1999"],
}
CANARD: list[dict[str, Any]] = [
    {"History": ["Ada Reed", "Mills"], "QuAC_dialog_id": "C_1", "Question": "What did she own?", "Question_no": 1,
     "Rewrite": "What did Ada Reed own?"},
    {"History": ["Ada Reed", "Mills", "What did she own?", "A mill."], "QuAC_dialog_id": "C_1",
     "Question": "When did she sell it?", "Question_no": 2, "Rewrite": "When did Ada Reed sell the mill?"},
]  # fmt: skip


def mtrag_task(number: int, kind: str, *said: str) -> dict[str, Any]:
    turns = [{"speaker": "agent" if at % 2 else "user", "text": text} for at, text in enumerate(said)]
    contexts = [{"document_id": "d1"}] if kind in ("ANSWERABLE", "PARTIAL") else []
    targets = [{"speaker": "agent", "text": "By hand."}]
    return {"task_id": f"t{number}", "input": turns, "contexts": contexts, "targets": targets, "Answerability": [kind]}


MTRAG: dict[str, Any] = {
    "documents": [{"document_id": f"d{n}", "title": f"Dam {n}", "text": f"Dam {n} was built by hand."} for n in (1, 2)],
    "tasks": [
        mtrag_task(0, "ANSWERABLE", "Who owned the mill?", "Ada Reed.", "How did she build it?"),
        mtrag_task(1, "UNANSWERABLE", "Who?"),
        mtrag_task(2, "CONVERSATIONAL", "Thank you!"),
        mtrag_task(3, "PARTIAL", "How?"),
    ],
}


def _onestop(**levels: dict[str, Any]) -> str:
    """The set with other levels in the first paragraph."""
    (paragraph,) = ONESTOP[0]["paragraphs"]
    return json.dumps({"data": [{"title": "Mills", "paragraphs": [paragraph | levels]}]})


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder's layout with small invented sets."""
    dam, fish = "It was built by hand .", "Nobody counts the fish ."
    rows: dict[str, list[Any]] = {
        "clapnq/answerable-public.jsonl": [
            clapnq_row("1", [dam, fish], "By hand."),
            clapnq_row("2", [dam], "By hand."),
        ],
        "clapnq/unanswerable-public.jsonl": [clapnq_row("3", [], "")],
        "quotesum/public.jsonl": [
            quotesum_row("q", "It was [ 1 built by hand ] ."),
            quotesum_row("q", "By [ 2 ran by hand ] and [ 1 The dam ] of [ 2 Mill ] ."),
            quotesum_row("titles", "It is [ 2 Mill ] ."),
        ],
        "ramdocs/public.jsonl": [RAMDOCS, {**RAMDOCS, "question": "Why?", "gold_answers": ["never said"]}],
        "canard/dev-public.jsonl": CANARD,
    }
    whole: dict[str, Any] = {
        "onestopqa/onestop_qa-public.json": {"data": ONESTOP},
        "mtrag/human.json": MTRAG,
        "splits.json": {
            "onestopqa": {"dev": ["Mills"], "report": ["Weirs"]},
            "clapnq_answerable": {"dev": ["1"], "report": ["2"]},
            "clapnq_unanswerable": {"dev": ["3"], "report": []},
            "quotesum": {"dev": ["q", "titles"], "report": []},
            "ramdocs": {"dev": ["When did it open?", "Why?"], "report": []},
            "canard": {"dev": ["C_1"], "report": []},
        },
    }
    for name in (*rows, *whole):
        (tmp_path / "eval" / name).parent.mkdir(parents=True, exist_ok=True)
    for name, lines in rows.items():
        (tmp_path / "eval" / name).write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    for name, content in whole.items():
        (tmp_path / "eval" / name).write_text(json.dumps(content), encoding="utf-8")
    corpus = tmp_path / "eval" / "onestop_english" / "Adv-Txt"
    corpus.mkdir(parents=True)
    (corpus / "Weather-adv.txt").write_text(CONTEXT, encoding="utf-8")
    (corpus / "Fish-adv.txt").write_text(
        "Fish swim in the river all year, and nobody has ever counted them. " * 3, "utf-8"
    )
    monkeypatch.setenv("QUOTEPROOF_DATA", str(tmp_path))
    return tmp_path


def load(name: str, split: str = "dev") -> list[Suite]:
    loaded = SUITES[name](Choice(split))
    assert all(isinstance(suite, Suite) for suite in loaded)
    return [suite for suite in loaded if isinstance(suite, Suite)]


@pytest.mark.usefixtures("data")
def test_onestopqa_marks_words_and_asks_the_corpus_besides() -> None:
    reading, library = load("onestopqa")

    assert Counter(case.kind for case in reading.cases) == {"advanced": 1, "intermediate": 1, "elementary": 1}
    ((place,),) = reading.cases[0].evidence
    assert place.span.of(reading.texts[place.uri]) == "The mill ran again at noon."
    assert reading.cases[0].documents == ("onestopqa/Mills/01 advanced.txt",)
    assert [case.documents for case in library.cases] == [None]
    assert set(library.texts) == {"onestopqa/Mills.txt", "onestopqa/Weirs.txt", "onestop_english/Fish-adv.txt"}
    assert [case.id for case in load("onestopqa", "report")[1].cases] == ["onestopqa/Weirs.txt#0.1"]


@pytest.mark.usefixtures("data")
def test_clapnq_wants_each_sentence_and_refuses_where_there_is_none() -> None:
    reading, library = load("clapnq")
    first, none = reading.cases

    assert [group[0].span.of(PASSAGE) for group in first.evidence] == [
        "It was built by hand .",
        "Nobody counts the fish .",
    ]
    assert (first.references, first.documents) == (("By hand.",), ("clapnq/1.txt",))
    assert (none.wanted, none.references) == ((Outcome.NOT_IN_DOCUMENTS,), ())
    assert [case.documents for case in library.cases] == [None, None]
    assert [case.compares_short for case in reading.cases] == [False, False]


@pytest.mark.usefixtures("data")
def test_quotesum_wants_a_quote_of_each_source_that_anybody_quoted() -> None:
    (suite,) = load("quotesum")
    (case,) = suite.cases

    assert [[place.uri for place in group] for group in case.evidence] == [
        ["quotesum/q/1.txt"] * 2,
        ["quotesum/q/2.txt"],
    ]
    assert case.references == ("It was built by hand .", "By ran by hand and The dam of Mill .")
    assert suite.notes == ("1 questions quote titles alone and were left out.",)


@pytest.mark.usefixtures("data")
def test_ramdocs_wants_every_right_answer_and_no_wrong_one() -> None:
    (suite,) = load("ramdocs")
    (case,) = suite.cases

    assert (case.every, case.wrong) == (("May 1911", "June 1920"), ("1999",))
    words = [[place.span.of(suite.texts[place.uri]) for place in group] for group in case.evidence]
    assert words == [["May 1911"], ["june 1920"]]
    assert len(suite.notes) == 1


@pytest.mark.usefixtures("data")
def test_canard_replays_the_dialog() -> None:
    (suite,) = load("canard")
    first, later = suite.cases

    assert first.history == (Turn("Ada Reed", "Mills"),)
    assert [turn.text for turn in later.history] == ["Mills", "A mill."]
    assert (later.rewrite, suite.sources) == ("When did Ada Reed sell the mill?", ())


@pytest.mark.usefixtures("data")
def test_mtrag_asks_the_last_turn_alone_and_with_those_before() -> None:
    alone, after = load("mtrag")
    (case,) = after.cases

    assert [turn.question for turn in case.history] == ["Who owned the mill?"]
    assert (case.question, case.passages, case.references) == (
        "How did she build it?",
        ("mtrag/d1.txt",),
        ("By hand.",),
    )
    assert [single.history for single in alone.cases] == [()]
    assert case.gold == ()
    assert after.notes == ("1 turns that ask nothing were left out.",)
    unanswerable, partial = load("mtrag", "report")[1].cases
    assert (unanswerable.answerable, unanswerable.passages) == (False, ())
    assert (partial.answerable, partial.passages) == (None, ("mtrag/d1.txt",))


def test_a_sentence_that_does_not_stand_in_its_passage_fails_loudly(data: Path) -> None:
    row = clapnq_row("1", ["It was built by machine ."], "By machine.")
    (data / "eval/clapnq/answerable-public.jsonl").write_text(json.dumps(row), encoding="utf-8")

    with pytest.raises(CaseError, match="by machine"):
        load("clapnq")


ONESTOP_FILE, MTRAG_FILE = "onestopqa/onestop_qa-public.json", "mtrag/human.json"


@pytest.mark.parametrize(
    ("name", "file", "content", "told"),
    [
        ("ramdocs", "ramdocs/public.jsonl", "{", "line 1: Invalid JSON"),
        ("ramdocs", "ramdocs/public.jsonl", json.dumps([RAMDOCS]), "line 1: Input should be an object"),
        ("quotesum", "quotesum/public.jsonl", '\n{"qid": "q", "question": "Who?", "title1": ""}', "line 2: summary: "),
        ("quotesum", "quotesum/public.jsonl", json.dumps(quotesum_row("q", "") | {"title8": 8}), "sources.8.title"),
        ("clapnq", "clapnq/answerable-public.jsonl", json.dumps(clapnq_row("3", [], "") | {"output": 3}), "1: output"),
        ("canard", "canard/dev-public.jsonl", "\n".join(map(json.dumps, [CANARD[0], {}])), "line 2: QuAC_dialog_id: "),
        ("canard", "canard/dev-public.jsonl", json.dumps(CANARD[0] | {"History": ["Ada Reed"]}), "line 1: History: "),
        ("onestopqa", ONESTOP_FILE, "[", "Invalid JSON"),
        ("onestopqa", ONESTOP_FILE, json.dumps(ONESTOP), "Input should be an object"),
        ("onestopqa", ONESTOP_FILE, _onestop(Int={"context": CONTEXT}), "data.0.paragraphs.0.Int.a_spans: "),
        ("onestopqa", ONESTOP_FILE, _onestop(Int=LEVEL | {"a_spans": [[4, 99]]}), "the intermediate level"),
        ("onestopqa", ONESTOP_FILE, _onestop(Ele=LEVEL | {"a_spans": []}), "the elementary level"),
        ("mtrag", MTRAG_FILE, "nothing", "Invalid JSON"),
        ("mtrag", MTRAG_FILE, json.dumps(MTRAG | {"tasks": [{}]}), "tasks.0.task_id: "),
        ("mtrag", MTRAG_FILE, json.dumps(MTRAG | {"tasks": [mtrag_task(0, "ANSWERABLE", "A?", "B.")]}), "do not end"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_of_its_sets_form_is_named_with_its_place_and_its_source(
    data: Path, name: str, file: str, content: str, told: str
) -> None:
    (data / "eval" / file).write_text(content, encoding="utf-8")

    with pytest.raises(CaseError) as raised:
        load(name)

    message = str(raised.value)
    assert message.startswith(str(data / "eval" / file))
    assert told in message
    assert "Put a file of the right form there: at https://github.com/" in message


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "Invalid JSON"),
        ("[]", "Input should be"),
        ('{"canard": ["C_1"]}', "canard: "),
        ('{"canard": {"dev": "C_1"}}', "canard.dev: "),
        ('{"canard": {"report": ["C_1"]}}', "no part 'dev' of 'canard'"),
        ("{}", "no part 'dev' of 'canard'"),
    ],
)
def test_splits_that_are_none_are_told(data: Path, content: str, told: str) -> None:
    splits = data / "eval" / "splits.json"
    splits.write_text(content, encoding="utf-8")

    with pytest.raises(CaseError) as raised:
        load("canard")

    assert str(raised.value).startswith(str(splits))
    assert told in str(raised.value)
    assert "docs/evals.md" in str(raised.value)


@pytest.mark.parametrize("name", ["squad2", *SETS])
def test_missing_data_says_where_it_is_sought_and_where_it_is_published(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTEPROOF_DATA", str(tmp_path / "nowhere"))

    with pytest.raises(DataMissing) as missing:
        load(name)

    assert f" is not in the data folder {tmp_path / 'nowhere'}: at https://github.com/" in str(missing.value)
    assert f"eval/{name}/" in str(missing.value)
    assert str(missing.value).endswith("in QUOTEPROOF_DATA")


def test_the_news_among_which_is_asked_are_missed(data: Path) -> None:
    rmtree(data / NEWS)

    with pytest.raises(DataMissing, match=rf"{NEWS} .* at https://github\.com/nishkalavallabhi"):
        load("onestopqa")


@pytest.mark.parametrize(("file", "published"), PUBLISHED.items())
def test_the_documentation_lists_every_file(file: str, published: tuple[str, str]) -> None:
    address, there = published
    rows = [line for line in DOCS.splitlines() if line.startswith("|") and f"`{file}`" in line]

    assert len(rows) == 1
    assert f"<{address}>" in rows[0]
    assert there in rows[0].replace("`", "")


def test_words_are_counted_between_spaces() -> None:
    text = "one two  three"
    assert word_range(text, 1, 2).of(text) == "two  three"


@pytest.mark.data
@pytest.mark.slow
def test_the_real_sets_fit_their_texts() -> None:
    """Gold is located while they are loaded, so that loading is the test."""
    try:
        data_folder()
    except DataMissing as missing:
        pytest.skip(str(missing))
    counted = {name: [len(load(name, split)[-1].cases) for split in ("dev", "report")] for name in SETS}

    assert counted == {
        "onestopqa": [126, 114], "clapnq": [151, 149], "quotesum": [23, 23], "ramdocs": [123, 123],
        "canard": [862, 852], "mtrag": [80, 77],
    }  # fmt: skip
