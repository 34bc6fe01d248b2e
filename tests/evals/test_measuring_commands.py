"""The commands that fit and that measure retrieval, on a small invented set in the data folder's layout."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest

from assistant.confidence import Calibration
from evals import calibrate, gate, retrieval
from evals.data import NEWS

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
TOWNS = ("Velden", "Ostmark", "Quern", "Harrow", "Selby", "Tarn", "Wick", "Lorne", "Dunmore", "Ashby", "Corfe", "Rill")


def article(title: str, thing: str) -> dict[str, Any]:
    paragraphs = []
    for number, town in enumerate(TOWNS):
        year = str(1801 + 7 * number)
        context = f"The {thing} of {town} was built in {year} by masons from the hills. It stood for a century."
        told = {"text": year, "answer_start": context.index(year)}
        masons = {"text": "masons", "answer_start": context.index("masons")}
        asked = [
            {"id": f"{title}{number}m", "question": f"Who built the {thing} of {town}?", "answers": [masons]},
            {"id": f"{title}{number}a", "question": f"When was the {thing} of {town} built?", "answers": [told]},
            {
                "id": f"{title}{number}b",
                "question": f"Who painted the {thing} of {town} red?",
                "answers": [],
                "plausible_answers": [masons],
                "is_impossible": True,
            },
        ]
        paragraphs.append({"context": context, "qas": asked})
    return {"title": title, "paragraphs": paragraphs}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "data"
    level = {"context": "Ducks do not sink.", "a_spans": [[0, 3]]}
    ducks = {"Adv": level, "Int": level, "Ele": level, "qas": [{"question": "Why do ducks not sink?"}]}
    news = [{"title": "Ducks", "paragraphs": [ducks]}]
    files = {
        "eval/squad2/dev-public.json": {"data": [article("Mills", "mill")]},
        "train/squad2/train-part.json": {"data": [article("Bridges", "bridge")]},
        "eval/onestopqa/onestop_qa-public.json": {"data": news},
        "eval/splits.json": {"squad2": {"dev": ["Mills"]}, "onestopqa": {"dev": ["Ducks"]}},
        "train/squadshifts/amazon_reviews_v1.0.json": {"data": [article("Lamps", "lamp")]},
        "train/squadshifts/new_wiki_v1.0.json": {"data": []},
        "train/squadshifts/reddit_v1.0.json": {"data": []},
        "train/covid_qa/200423_covidQA.json": {"data": []},
    }
    for name, content in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(json.dumps(content), encoding="utf-8")
    (place / NEWS).mkdir(parents=True)
    (place / NEWS / "Ducks-adv.txt").write_text("Ducks do not sink, since their feathers hold air.\n", encoding="utf-8")
    (place / "train/nqg_squad").mkdir()
    (place / "train/nqg_squad/src-test.txt").write_text("A line of its own .\n", encoding="utf-8")
    (place / "train/nq_oracle").mkdir()
    with gzip.open(place / "train/nq_oracle/nq-open-oracle.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps({"ctxs": [{"title": "Tides", "text": "The tide turns twice a day."}]}))
    monkeypatch.setenv("QUOTEPROOF_DATA", str(place))
    return place


def test_what_is_fitted_tells_answers_from_none(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, plot = tmp_path / "calibration.json", tmp_path / "plot.png"
    assert calibrate.main(["--out", str(out), "--plot", str(plot)]) == 0
    fitted = Calibration.load(out)
    assert fitted.ranking.keys() == Calibration.load().ranking.keys()
    assert fitted.answerable.weights["margin"] > 0
    assert fitted.quotes.weights["margin"] > 0
    assert 0 < fitted.refuse_below < 1
    assert plot.is_file()
    shown = capsys.readouterr().out
    assert all(f"{score}: gold first" in shown for score in (*fitted.ranking, "all together"))


def test_retrieval_is_measured_each_way(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert retrieval.main(["--split", "dev", "--distractors"]) == 0
    shown = capsys.readouterr().out
    assert all(way in shown for way in ("dense", "BM25", "fused", "fused, read"))
    assert "24 questions" in shown


def test_planted_words_are_found_and_too_little_text_is_told(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert retrieval.main(["--planted", "99"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "{1: 60}" in shown
    assert "39 chunks where 99 are wanted" in shown


def test_without_data_they_say_where_it_is_sought(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEPROOF_DATA", str(tmp_path / "none"))
    assert calibrate.main([]) == 2
    assert retrieval.main([]) == 2
    assert gate.main() == 2
