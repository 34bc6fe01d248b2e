"""The reader that ships: what it answers, and that its offsets hold for any text."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import Cancelled
from assistant.ports import CancelToken
from assistant.reader import model
from assistant.reader.model import QUESTION_TOKENS, Reader, Reading
from tests.strategies import document_texts
from vectorstore.errors import ConfigError
from vectorstore.nouns import Span

ASKED = "Who is the harbour master?"
ANSWER = "The harbour master is Alice Kettle, who came from the north. "
FILLER = "The tide is high in spring and the boats stay in the bay. "
SLOW = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load(threads=2)


def best_text(reading: Reading, passage: str) -> str:
    best = reading.best()
    assert best is not None
    return best.span.of(passage)


def test_it_finds_the_answer_and_prefers_the_passage_that_holds_it(reader: Reader) -> None:
    there, elsewhere = reader.read(ASKED, [ANSWER, FILLER])
    assert best_text(there, ANSWER) == "Alice Kettle"
    assert there.margin > 0 > elsewhere.margin


@pytest.mark.parametrize("before", [0, 30, 60, 100])
def test_a_long_passage_is_read_to_its_end_wherever_the_answer_stands(reader: Reader, before: int) -> None:
    passage = FILLER * before + ANSWER + FILLER * (100 - before)
    reading = reader.read(ASKED, [passage])[0]
    assert best_text(reading, passage) == "Alice Kettle"
    assert reading.margin > 0
    assert len(reading.offsets) == len(reader._questions.encode(passage, add_special_tokens=False).ids)


def test_windows_of_a_long_passage_put_every_token_in_its_place(reader: Reader) -> None:
    passage = " ".join(f"word{i}" for i in range(900))
    reading = reader.read(ASKED, [passage])[0]
    expected = reader._questions.encode(passage, add_special_tokens=False).offsets
    assert reading.offsets.tolist() == [list(place) for place in expected]


@pytest.mark.slow
def test_the_answer_inside_an_overlap_scores_as_in_a_window_of_its_own(reader: Reader) -> None:
    lone = reader.read(ASKED, [FILLER + ANSWER + FILLER])[0].margin
    margins = [reader.read(ASKED, [FILLER * n + ANSWER + FILLER * 40])[0].margin for n in range(8, 24, 2)]
    assert min(margins) > lone / 2 > 0


@SLOW
@given(document_texts(max_sentences=6), st.sampled_from([ASKED, "Which claim was filed in 2019?", "文書?"]))
def test_offsets_hold_for_any_text(reader: Reader, text: str, question: str) -> None:
    reading = reader.read(question, [text])[0]
    offsets = reading.offsets
    assert len(offsets) == len(reading.start) == len(reading.end)
    assert reading.start.dtype == reading.end.dtype == np.float32
    assert np.isfinite(reading.null)
    assert ((offsets[:, 0] >= 0) & (offsets[:, 0] < offsets[:, 1]) & (offsets[:, 1] <= len(text))).all()
    for found in reading.spans(3):
        before, cut, after = text[: found.span.start], found.span.of(text), text[found.span.end :]
        assert before + cut + after == text
        assert cut == cut.strip()
        assert not (before[-1:].isalnum() and cut[0].isalpha() and before[-1:].isascii() and cut[0].isascii())


@pytest.mark.slow
@SLOW
@given(st.lists(document_texts(max_sentences=3), min_size=1, max_size=6))
def test_a_batch_reads_as_its_passages_alone(reader: Reader, passages: list[str]) -> None:
    for together, passage in zip(reader.read(ASKED, passages), passages, strict=True):
        alone = reader.read(ASKED, [passage])[0]
        assert together.offsets.tolist() == alone.offsets.tolist()
        np.testing.assert_allclose(together.start, alone.start, atol=2e-3)
        np.testing.assert_allclose(together.end, alone.end, atol=2e-3)
        assert together.null == pytest.approx(alone.null, abs=4e-3)


@pytest.mark.parametrize("passage", ["", " \n\t ", "\x00\x01"])
def test_a_passage_without_words_has_no_span(reader: Reader, passage: str) -> None:
    reading = reader.read(ASKED, [passage])[0]
    assert reading.best() is None
    assert reading.spans(3) == []
    assert reading.margin == -np.inf


def test_no_passages_make_no_readings(reader: Reader) -> None:
    assert reader.read(ASKED, []) == []


def test_a_question_without_end_is_cut_and_the_passage_still_fits(reader: Reader) -> None:
    question = "Who is the harbour master, " + "tell me please, " * 10_000
    cut = reader.asked(question)
    assert question.startswith(cut)
    assert len(reader._questions.encode(cut, add_special_tokens=False).ids) == QUESTION_TOKENS
    assert best_text(reader.read(question, [FILLER * 40 + ANSWER])[0], FILLER * 40 + ANSWER) == "Alice Kettle"


LEADING = "My landlady, who lives on the ground floor, does not like animals, and I have a lease. "


@pytest.mark.parametrize(
    ("question", "read"),
    [
        (ASKED, ASKED),
        (LEADING * 5 + ASKED, ASKED),
        (f"{ASKED} {LEADING * 5}", ASKED),
        (f"Is that so? {LEADING * 5} {ASKED} {LEADING}", ASKED),
    ],
)
def test_of_a_long_question_what_asks_is_read(reader: Reader, question: str, read: str) -> None:
    assert reader.asked(question) == read


def test_cancelling_stops_before_the_next_batch_of_each_thread(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    token, computed = CancelToken(), []
    compute = reader._run

    def counted(batch: Sequence[Any]) -> None:
        computed.append(batch)
        token.cancel()
        compute(batch)

    monkeypatch.setattr(reader, "_run", counted)
    with pytest.raises(Cancelled):
        reader.read(ASKED, [FILLER * 15] * 60, token)
    sleep(0.5)
    assert len(computed) <= reader._cores.count, "of sixty"


def test_many_threads_read_what_one_reads(reader: Reader) -> None:
    passages = [FILLER * n + ANSWER for n in range(8)]
    with ThreadPoolExecutor(4) as pool:
        readings = list(pool.map(lambda passage: reader.read(ASKED, [passage])[0], passages))
    for reading, passage in zip(readings, passages, strict=True):
        assert reading.margin == pytest.approx(reader.read(ASKED, [passage])[0].margin, abs=1e-3)


def test_within_keeps_the_span_to_a_sentence(reader: Reader) -> None:
    passage = FILLER + ANSWER
    inside = reader.read(ASKED, [passage])[0].best(within=Span(0, len(FILLER)))
    assert inside is not None
    assert inside.span.end <= len(FILLER)


def test_the_name_tells_the_weights(tmp_path: Path, reader: Reader) -> None:
    folder = Path(model.__file__).parent
    for name in ("model.onnx", "tokenizer.json", "reader.json"):
        shutil.copy(folder / name, tmp_path / name)
    assert Reader.load(tmp_path).name == reader.name
    assert reader.name.partition("@")[2]


def test_a_folder_without_a_reader_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"lacks model\.onnx, tokenizer\.json, reader\.json"):
        Reader.load(tmp_path)


def test_importing_the_package_loads_no_library() -> None:
    loaded = (
        "import sys, assistant.reader; print([m for m in ('onnxruntime', 'torch', 'tokenizers') if m in sys.modules])"
    )
    output = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout
    assert output.strip() == "[]"
