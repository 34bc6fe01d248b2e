"""Trains the reader. Needs the ``train`` extra.

``python -m assistant.reader.train RUN --weights FOLDER`` starts, or goes on where the run in the folder RUN was
stopped, at any moment: the same seed gives the same weights whether it was stopped or not. RUN then holds
``weights/`` (for ``assistant.reader.export``), ``log.jsonl``, ``plot.png`` and ``checkpoint.pt``.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from assistant.reader.batches import Batch
from assistant.reader.data import Example, data_folder, read_squad, read_training
from assistant.reader.evaluate import read_split
from assistant.reader.mixture import prepare
from assistant.reader.progress import Log, dev_scores

SHADOW = 0.99
"""The share of the old average that the average of the weights keeps at each step."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides the weights that come out. ``rate`` and ``head_rate`` are the peaks; both fall linearly to zero."""

    seed: int = 0
    tokens: int = 8_000_000
    batch_tokens: int = 3_600
    window: int = 320
    rate: float = 1e-4
    head_rate: float = 3e-4
    warm_up: float = 0.04
    decay: float = 0.01
    clip: float = 1.0
    frozen_layers: int = 0
    half: bool = False
    """Computes in bfloat16, where the processor has it."""


def main() -> None:
    parser = argparse.ArgumentParser("python -m assistant.reader.train", description=__doc__)
    parser.add_argument("run", type=Path, help="the folder of the run")
    parser.add_argument("--weights", required=True, help="where to start: a folder of weights, or a model's name")
    parser.add_argument("--squad", type=Path, nargs="+", help="train on these SQuAD-format files, not the data folder")
    parser.add_argument("--more", type=Path, nargs="+", help="train on these SQuAD-format files besides")
    parser.add_argument("--data", type=Path, help="the data folder (QUOTEPROOF_DATA)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--save", type=int, default=50, help="steps between checkpoints (50)")
    parser.add_argument("--score", type=int, default=500, help="steps between scores on dev (500)")
    for name, value in asdict(Recipe()).items():
        kind = {"action": argparse.BooleanOptionalAction} if isinstance(value, bool) else {"type": type(value)}
        parser.add_argument(f"--{name.replace('_', '-')}", default=value, **kind)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    recipe = Recipe(**{name: getattr(arguments, name) for name in asdict(Recipe())})
    files = {path.stem: read_squad(path) for path in arguments.squad or ()}
    folder: Path | None = arguments.data or (None if files else data_folder())
    sets = files or read_training(folder or data_folder(), recipe.seed)
    sets |= {path.stem: read_squad(path) for path in arguments.more or ()}
    batches = prepare(sets, AutoTokenizer.from_pretrained(arguments.weights), recipe)
    dev = read_split(folder, "dev") if folder else []
    train(arguments.run, arguments.weights, batches, recipe, dev, arguments.save, arguments.score)


def train(
    run: Path, weights: str, batches: Sequence[Batch], recipe: Recipe, dev: Sequence[Example], save: int, score: int
) -> None:
    """Takes the steps that are left of a run, one per batch, and writes the averaged weights to ``run/weights``.

    ``save`` and ``score``: steps between checkpoints, and between scores on ``dev``, where it is not empty.
    """
    state = _State.load(run, weights, recipe, len(batches))
    log = Log(run, state.step)
    with log:
        for step in range(state.step, len(batches)):
            began = time.perf_counter()
            loss = state.take(batches[step])
            log.step(step + 1, loss, batches[step].ids.size, time.perf_counter() - began)
            last = step + 1 == len(batches)
            if last or (step + 1) % save == 0:
                state.save(run)
                log.plot()
            if last or (step + 1) % score == 0:
                log.dev(step + 1, dev_scores(state.average, state.tokenizer, recipe.window, dev) if dev else {})


class _State:
    """Model, averaged model, optimizer and schedule after ``step`` steps."""

    def __init__(self, weights: str, recipe: Recipe, steps: int) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe = recipe
        self.step = 0
        self.tokenizer = AutoTokenizer.from_pretrained(weights)
        self.model = _load(weights)
        self.average = _load(weights).eval().requires_grad_(requires_grad=False)
        self.average.load_state_dict(self.model.state_dict())
        _freeze(self.model, recipe.frozen_layers)
        self.optimizer = torch.optim.AdamW(list(_groups(self.model, recipe)), weight_decay=recipe.decay)
        warm_up = max(1, round(recipe.warm_up * steps))
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimizer, lambda step: min((step + 1) / warm_up, (steps - step) / max(1, steps - warm_up))
        )

    @classmethod
    def load(cls, run: Path, weights: str, recipe: Recipe, steps: int) -> _State:
        state = cls(weights, recipe, steps)
        checkpoint = run / "checkpoint.pt"
        if checkpoint.is_file():
            saved: dict[str, Any] = torch.load(checkpoint, weights_only=True)
            if saved["recipe"] != asdict(recipe):
                raise SystemExit(f"{checkpoint} was made with another recipe, {saved['recipe']}: choose another folder")
            state.step = saved["step"]
            for name in ("model", "average", "optimizer", "schedule"):
                getattr(state, name).load_state_dict(saved[name])
        return state

    def take(self, batch: Batch) -> float:
        """One step down the gradient of a batch; returns its loss before the step."""
        with torch.autocast("cpu", torch.bfloat16, enabled=self.recipe.half):
            loss = self.model(
                input_ids=torch.from_numpy(batch.ids),
                attention_mask=torch.from_numpy(batch.mask),
                token_type_ids=torch.from_numpy(batch.types),
                start_positions=torch.from_numpy(batch.start),
                end_positions=torch.from_numpy(batch.end),
            ).loss
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), self.recipe.clip)
        self.optimizer.step()
        self.schedule.step()
        self.optimizer.zero_grad()
        self.step += 1
        keep = min(SHADOW, self.step / (self.step + 10))
        with torch.no_grad():
            for old, new in zip(self.average.parameters(), self.model.parameters(), strict=True):
                if new.requires_grad:
                    old.lerp_(new, 1 - keep)
        return float(loss.item())

    def save(self, run: Path) -> None:
        """Writes weights and checkpoint, so that being killed meanwhile leaves the last one whole."""
        parts = {name: getattr(self, name).state_dict() for name in ("model", "average", "optimizer", "schedule")}
        torch.save({"recipe": asdict(self.recipe), "step": self.step, **parts}, run / "checkpoint.new")
        (run / "checkpoint.new").replace(run / "checkpoint.pt")
        self.average.save_pretrained(run / "weights")
        self.tokenizer.save_pretrained(run / "weights")


def _load(weights: str) -> Any:  # noqa: ANN401 - transformers' own models
    return AutoModelForQuestionAnswering.from_pretrained(
        weights, dtype=torch.float32, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
    ).train()


def _freeze(model: Any, layers: int) -> None:  # noqa: ANN401 - transformers' own models
    """Leaves the embeddings and the lowest layers as they are; 0 trains everything."""
    if layers:
        for part in (model.base_model.embeddings, *model.base_model.encoder.layer[:layers]):
            part.requires_grad_(requires_grad=False)


def _groups(model: nn.Module, recipe: Recipe) -> Iterator[dict[str, Any]]:
    """Parameters by learning rate: the head, new to its task, learns faster than the encoder."""
    named = [(name, weight) for name, weight in model.named_parameters() if weight.requires_grad]
    yield {"params": [w for name, w in named if name.startswith("qa_outputs")], "lr": recipe.head_rate}
    yield {"params": [w for name, w in named if not name.startswith("qa_outputs")], "lr": recipe.rate}


if __name__ == "__main__":
    main()
