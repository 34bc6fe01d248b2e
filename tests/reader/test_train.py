"""Training on tiny data: it can be stopped at any step, it learns, and what it writes is what ships."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from assistant.reader import hard, mixture
from assistant.reader import train as training
from assistant.reader.batches import Batch, encode, read_windows, repeated, windowed, write_windows
from assistant.reader.data import read_squad
from assistant.reader.export import SMALL, as_int8, averaged, export
from assistant.reader.mixture import draw, prepare
from assistant.reader.model import MODEL, Reader
from assistant.reader.progress import TorchSession
from tests.reader.builders import PASSAGES, write_squad, write_tiny_weights

RECIPE = training.Recipe(tokens=900, batch_tokens=120, rate=1e-3, head_rate=1e-3)
INPUTS = ["input_ids", "attention_mask", "token_type_ids"]
SHARED = Path(__file__).parents[3] / "shared" / "reader"


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_tiny_weights(tmp_path_factory.mktemp("weights")))


@pytest.fixture(scope="module")
def exported(weights: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    export([weights], folder, name="tiny")
    return folder


@pytest.fixture(scope="module")
def batches(weights: str, tmp_path_factory: pytest.TempPathFactory) -> list[Batch]:
    return made(weights, write_squad(tmp_path_factory.mktemp("data") / "bay.json"))


def made(weights: str, file: Path, recipe: training.Recipe = RECIPE) -> list[Batch]:
    return prepare({"bay": read_squad(file)}, AutoTokenizer.from_pretrained(weights), recipe)


def run(
    folder: Path,
    weights: str,
    batches: list[Batch],
    recipe: training.Recipe = RECIPE,
    save: int = 2,
    teachers: tuple[str, ...] = (),
) -> None:
    state = training.State.load(folder, weights, recipe, len(batches), teachers)
    training.train(folder, state, batches, [], save, len(batches))


def numbers(folder: Path) -> list[np.ndarray]:
    model = AutoModelForQuestionAnswering.from_pretrained(folder / "weights")
    return [weight.detach().numpy() for weight in model.parameters()]


@pytest.mark.slow
@pytest.mark.parametrize("dropout", [0.0, 0.1])
def test_killed_and_resumed_equals_uninterrupted(
    weights: str, batches: list[Batch], tmp_path: Path, dropout: float
) -> None:
    recipe = replace(RECIPE, dropout=dropout)
    run(tmp_path / "whole", weights, batches, recipe)

    class Killed(Exception):
        pass

    class Deadly(list[Batch]):
        def __getitem__(self, step: int) -> Batch:  # type: ignore[override]
            if step == 5:
                raise Killed
            return super().__getitem__(step)

    with pytest.raises(Killed):
        run(tmp_path / "parts", weights, Deadly(batches), recipe)
    assert len((tmp_path / "parts" / "log.jsonl").read_text("utf-8").splitlines()) == 5
    run(tmp_path / "parts", weights, batches, recipe)
    for whole, parts in zip(numbers(tmp_path / "whole"), numbers(tmp_path / "parts"), strict=True):
        np.testing.assert_array_equal(whole, parts)
    logs = [(tmp_path / name / "log.jsonl").read_text("utf-8").splitlines() for name in ("whole", "parts")]
    losses = [[(r["step"], r["loss"]) for r in map(json.loads, lines) if "loss" in r] for lines in logs]
    assert losses[0] == losses[1]
    assert (tmp_path / "parts" / "plot.png").stat().st_size > 0


@pytest.mark.slow
def test_the_loss_falls(weights: str, tmp_path: Path) -> None:
    recipe = replace(RECIPE, tokens=12_000, rate=1e-2, head_rate=1e-2)
    run(tmp_path, weights, made(weights, write_squad(tmp_path / "bay.json"), recipe), recipe, save=1000)
    records = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text("utf-8").splitlines()]
    losses = [record["loss"] for record in records if "loss" in record]
    assert np.mean(losses[-10:]) < 0.7 * np.mean(losses[:10])


def test_a_run_of_another_recipe_is_not_gone_on_with(weights: str, batches: list[Batch], tmp_path: Path) -> None:
    run(tmp_path, weights, batches[:2])
    with pytest.raises(SystemExit, match="another recipe"):
        run(tmp_path, weights, batches[:2], replace(RECIPE, rate=0.5))


def test_frozen_layers_stay_as_they_were(weights: str, batches: list[Batch], tmp_path: Path) -> None:
    run(tmp_path, weights, batches[:2], replace(RECIPE, frozen_layers=1))
    before = AutoModelForQuestionAnswering.from_pretrained(weights).state_dict()
    after = AutoModelForQuestionAnswering.from_pretrained(tmp_path / "weights").state_dict()
    moved = {name for name, weight in before.items() if not torch.equal(weight, after[name])}
    assert moved == {"qa_outputs.weight", "qa_outputs.bias"}


def test_a_model_grows_by_repeating_its_layers(weights: str, batches: list[Batch], tmp_path: Path) -> None:
    still = replace(RECIPE, layers=3, rate=0.0, head_rate=0.0)
    run(tmp_path, weights, batches[:1], still)
    before = AutoModelForQuestionAnswering.from_pretrained(weights).base_model.encoder.layer
    after = AutoModelForQuestionAnswering.from_pretrained(tmp_path / "weights").base_model.encoder.layer
    assert len(after) == 3
    for place, layer in enumerate(after):
        wanted = before[place * len(before) // 3].state_dict()
        for name, weight in layer.state_dict().items():
            torch.testing.assert_close(weight, wanted[name])


@pytest.mark.slow
def test_a_student_comes_nearer_to_its_teachers_whatever_is_written_beside(
    weights: str, batches: list[Batch], tmp_path: Path
) -> None:
    teachers = []
    for seed in (1, 2):
        recipe = replace(RECIPE, rate=1e-2, head_rate=1e-2, seed=seed)
        run(tmp_path / f"teacher{seed}", weights, batches * 5, recipe, save=1000)
        teachers.append(str(tmp_path / f"teacher{seed}" / "weights"))
    blank = [replace(batch, start=np.zeros_like(batch.start), end=np.zeros_like(batch.end)) for batch in batches]
    recipe = replace(RECIPE, rate=3e-3, head_rate=3e-3, soft=1.0)
    run(tmp_path / "student", weights, blank * 10, recipe, save=1000, teachers=tuple(teachers))
    taught = np.mean([starts(teacher, batches) for teacher in teachers], axis=0)
    before, after = (
        np.abs(starts(model, batches) - taught).mean() for model in (weights, tmp_path / "student/weights")
    )
    assert after < before / 2


def starts(weights: str | Path, batches: list[Batch]) -> np.ndarray:
    """How likely the answer begins at each token, of all batches."""
    model = AutoModelForQuestionAnswering.from_pretrained(weights).eval()
    with torch.inference_mode():
        logits = [
            model(torch.from_numpy(batch.ids), torch.from_numpy(batch.mask), torch.from_numpy(batch.types)).start_logits
            for batch in batches
        ]
    return np.concatenate([each.softmax(-1).numpy().ravel() for each in logits])


def test_windows_come_back_as_they_were_written(weights: str, tmp_path: Path) -> None:
    examples = read_squad(write_squad(tmp_path / "bay.json"))
    tokenizer = AutoTokenizer.from_pretrained(weights)
    windows = draw({"bay": examples}, tokenizer, 900, 320, random.Random(3))
    write_windows(tmp_path / "windows.xz", windows)
    for window, again in zip(windows, read_windows(tmp_path / "windows.xz"), strict=True):
        assert [*again.ids] == [*window.ids]
        assert [*again.types] == [*window.types]
        assert (again.start, again.end) == (window.start, window.end)
    twice = repeated(windows, 2 * sum(len(window.ids) for window in windows), random.Random(4))
    assert sorted(tuple(window.ids) for window in twice) == sorted(tuple(window.ids) for window in [*windows, *windows])


@pytest.mark.slow
def test_windows_are_prepared_in_one_place_and_trained_on_in_another(weights: str, tmp_path: Path) -> None:
    file, windows, folder = write_squad(tmp_path / "bay.json"), tmp_path / "windows.xz", tmp_path / "run"
    mixture.main([str(windows), "--weights", weights, "--squad", str(file), "--tokens", "900"])
    options = ("--batch-tokens", "120", "--tokens", "300", "--save", "1000", "--teachers", weights)
    training.main([str(folder), "--weights", weights, "--windows", str(windows), *options])
    records = [json.loads(line) for line in (folder / "log.jsonl").read_text("utf-8").splitlines()]
    assert 300 <= sum(record["tokens"] for record in records) < 900
    assert (folder / "weights" / "model.safetensors").is_file()


@pytest.mark.slow
def test_what_is_exported_reads_as_the_model_that_was_trained(weights: str, exported: Path) -> None:
    shipped = Reader.load(exported)
    assert shipped.name.startswith("tiny@")
    assert_parity(shipped, weights, atol=1e-4)


@given(arrays(np.float32, (4, 5), elements=st.floats(-3, 3, width=32)), st.sampled_from([0, 1]))
@example(np.full((4, 5), 1e-43, np.float32), 0)
@example(np.zeros((4, 5), np.float32), 1)
def test_small_weights_are_within_half_a_step(values: np.ndarray, axis: int) -> None:
    small, scale = as_int8(values, axis)
    assert small.dtype == np.int8
    assert scale.size == values.shape[1 - axis]
    assert np.all(np.abs(small * scale - values) <= scale * 0.5001)
    assert np.all(scale * 126.99 <= np.maximum(np.abs(values).max(axis=axis, keepdims=True), 127))


def test_what_ships_takes_a_byte_for_each_number_of_a_matrix(weights: str, exported: Path) -> None:
    numbers = AutoModelForQuestionAnswering.from_pretrained(weights).num_parameters()
    assert numbers < (exported / MODEL).stat().st_size < 1.5 * numbers


def test_the_mean_of_models_lies_between_them() -> None:
    first, second, third = (torch.nn.Linear(2, 2) for _ in range(3))
    wanted = {
        name: (first.state_dict()[name] + second.state_dict()[name] + third.state_dict()[name]) / 3
        for name in ("weight", "bias")
    }
    mean = averaged(first, [second, third]).state_dict()
    for name, weight in wanted.items():
        torch.testing.assert_close(mean[name], weight)


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason=f"there is no {SHARED} with the first reader's weights")
def test_the_first_reader_exported_reads_as_in_torch(tmp_path: Path) -> None:
    export([str(SHARED)], tmp_path)
    assert_parity(Reader.load(tmp_path), str(SHARED), atol=1e-3)


def rounded(weights: str) -> torch.nn.Module:
    """The model with its weights as the export rounds them."""
    model: torch.nn.Module = AutoModelForQuestionAnswering.from_pretrained(weights, dtype=torch.float32).eval()
    for weight in model.parameters():
        values = weight.detach().numpy()
        if values.ndim > 1 and values.size >= SMALL:
            small, scale = as_int8(values, axis=1)
            weight.data = torch.from_numpy(small * scale)
    return model


def assert_parity(shipped: Reader, weights: str, atol: float) -> None:
    model = rounded(weights)
    tokenizer = AutoTokenizer.from_pretrained(weights).backend_tokenizer.to_str()
    reference = Reader("torch", 320, TorchSession(model), INPUTS, tokenizer)
    passages = [*PASSAGES, " ".join(PASSAGES * 8), ""]
    for question in ("Who is the harbour master?", "What burned down?"):
        pairs = zip(shipped.read(question, passages), reference.read(question, passages), strict=True)
        for ours, theirs in pairs:
            assert ours.offsets.tolist() == theirs.offsets.tolist()
            np.testing.assert_allclose(ours.start, theirs.start, atol=atol)
            np.testing.assert_allclose(ours.end, theirs.end, atol=atol)
            assert ours.null == pytest.approx(theirs.null, abs=2 * atol)


def test_what_is_hard_is_what_the_reader_takes_for_answered_but_for_the_very_hardest(
    weights: str, tmp_path: Path
) -> None:
    rng = random.Random(3)
    asked = read_squad(write_squad(tmp_path / "bay.json"))
    drawn = draw({"bay": asked}, AutoTokenizer.from_pretrained(weights), 6_000, 320, rng)
    write_windows(tmp_path / "pool", drawn)
    options = ["--weights", weights, "--share", "0.5", "--spared", "0.2"]
    hard.main([str(tmp_path / "hard"), str(tmp_path / "pool"), *options])
    kept = read_windows(tmp_path / "hard")
    empty = [window for window in drawn if not window.end]
    model = AutoModelForQuestionAnswering.from_pretrained(weights).eval()
    order = sorted(hard.margins(model, empty).tolist(), reverse=True)
    found = sorted(hard.margins(model, kept).tolist(), reverse=True)
    first, last = round(0.2 * len(empty)), round(0.7 * len(empty))
    assert len(empty) > 20
    assert found == pytest.approx(order[first:last])


def test_the_margin_of_a_window_is_that_of_the_reader_but_for_whole_words(
    weights: str, exported: Path, tmp_path: Path
) -> None:
    reader = Reader.load(exported)
    asked = read_squad(write_squad(tmp_path / "bay.json"))
    backend = windowed(AutoTokenizer.from_pretrained(weights).backend_tokenizer.to_str(), 320)
    windows = encode(backend, asked, random.Random(0))
    wanted = [reader.read(each.question, [each.passage])[0].margin for each in asked]
    higher = hard.margins(rounded(weights), windows) - np.array(wanted)
    assert np.all(higher > -1e-3)
    assert np.sum(higher < 1e-3) >= 5
