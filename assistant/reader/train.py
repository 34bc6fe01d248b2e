"""Trains the reader. Needs the ``train`` extra.

``python -m assistant.reader.train RUN --weights FOLDER`` starts, or goes on where the run in the folder RUN was
stopped, at any moment: the same seed gives the same weights whether it was stopped or not. RUN then holds
``weights/`` (for ``assistant.reader.export``), ``log.jsonl``, ``plot.png`` and ``checkpoint.pt``. It computes on an
accelerator where PyTorch finds one of NVIDIA's.

``--teachers FOLDER…`` distils (Hinton et al., 2015): the model learns what those models, which may be deeper, make of
each window on average, besides the answer that is written beside it.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from assistant.reader.batches import Batch, in_batches, read_windows, repeated
from assistant.reader.data import Example, data_folder
from assistant.reader.evaluate import read_split
from assistant.reader.mixture import add_sources, prepare, read_sources
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
    dropout: float = 0.0
    layers: int = 0
    """Grows the model to so many layers, each of the old ones several times in a row; 0 keeps its depth."""
    soft: float = 0.7
    """The teachers' share of the loss, where there are teachers."""


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser("python -m assistant.reader.train", description=__doc__)
    parser.add_argument("run", type=Path, help="the folder of the run")
    parser.add_argument("--weights", required=True, help="where to start: a folder of weights, or a model's name")
    add_sources(parser)
    parser.add_argument("--windows", type=Path, nargs="+", help="train on what assistant.reader.mixture wrote")
    parser.add_argument("--teachers", nargs="+", default=[], metavar="WEIGHTS", help="models to learn from besides")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--save", type=int, default=50, help="steps between checkpoints (50)")
    parser.add_argument("--score", type=int, default=500, help="steps between scores on dev (500)")
    for name, value in asdict(Recipe()).items():
        kind = {"action": argparse.BooleanOptionalAction} if isinstance(value, bool) else {"type": type(value)}
        parser.add_argument(f"--{name.replace('_', '-')}", default=value, **kind)
    arguments = parser.parse_args(argv)
    torch.set_num_threads(arguments.threads)
    recipe = Recipe(**{name: getattr(arguments, name) for name in asdict(Recipe())})
    folder: Path | None = arguments.data
    if arguments.windows:
        rng = random.Random(recipe.seed)  # noqa: S311 - a reproducible draw
        windows = [window for path in arguments.windows for window in read_windows(path)]
        batches = in_batches(repeated(windows, recipe.tokens, rng), recipe.batch_tokens, rng)
    else:
        folder = folder or (None if arguments.squad else data_folder())
        batches = prepare(
            read_sources(arguments, recipe.seed), AutoTokenizer.from_pretrained(arguments.weights), recipe
        )
    dev = read_split(folder, "dev") if folder else []
    state = State.load(arguments.run, arguments.weights, recipe, len(batches), arguments.teachers)
    train(arguments.run, state, batches, dev, arguments.save, arguments.score)


def train(run: Path, state: State, batches: Sequence[Batch], dev: Sequence[Example], save: int, score: int) -> None:
    """Takes the steps that are left of a run, one per batch, and writes the averaged weights to ``run/weights``.

    ``save`` and ``score``: steps between checkpoints, and between scores on ``dev``, where it is not empty.
    """
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
                log.dev(step + 1, dev_scores(state.average, state.tokenizer, state.recipe.window, dev) if dev else {})


class State:
    """Model, averaged model, optimizer and schedule after ``step`` steps."""

    def __init__(self, weights: str, recipe: Recipe, steps: int, teachers: Sequence[str] = ()) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe = recipe
        self.step = 0
        self.tokenizer = AutoTokenizer.from_pretrained(weights)
        self.device = device()
        self.model = _grown(load_model(weights, recipe.dropout), recipe.layers).to(self.device).train()
        self.average = deepcopy(self.model).eval().requires_grad_(requires_grad=False)
        self.teachers = [load_model(teacher).to(self.device).eval() for teacher in teachers]
        _freeze(self.model, recipe.frozen_layers)
        on_card = self.device.type == "cuda"
        self.optimizer = torch.optim.AdamW(list(_groups(self.model, recipe)), weight_decay=recipe.decay, fused=on_card)
        warm_up = max(1, round(recipe.warm_up * steps))
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimizer, lambda step: min((step + 1) / warm_up, (steps - step) / max(1, steps - warm_up))
        )

    @classmethod
    def load(cls, run: Path, weights: str, recipe: Recipe, steps: int, teachers: Sequence[str] = ()) -> State:
        """As the run's checkpoint has it, else at the start of ``steps`` steps."""
        state = cls(weights, recipe, steps, teachers)
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
        torch.manual_seed((self.recipe.seed << 32) + self.step)
        values = [torch.from_numpy(value).to(self.device) for value in (batch.ids, batch.mask, batch.types)]
        places = [torch.from_numpy(value).to(self.device) for value in (batch.start, batch.end)]
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.recipe.half):
            logits = logits_of(self.model, values)
            loss = _cross_entropy(logits, places)
            if self.teachers:
                with torch.inference_mode():
                    taught = [logits_of(teacher, values) for teacher in self.teachers]
                soft = [torch.stack(each).softmax(-1).mean(0) for each in zip(*taught, strict=True)]
                loss = (1 - self.recipe.soft) * loss + self.recipe.soft * _cross_entropy(logits, soft)
        loss.backward()  # type: ignore[no-untyped-call]
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


def device() -> torch.device:
    """An accelerator of NVIDIA's where PyTorch finds one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def load_model(weights: str, dropout: float = 0.0) -> Any:  # noqa: ANN401 - transformers' own models
    """A model of transformers, in float32."""
    return AutoModelForQuestionAnswering.from_pretrained(
        weights, dtype=torch.float32, hidden_dropout_prob=dropout, attention_probs_dropout_prob=dropout
    )


def _grown(model: Any, layers: int) -> Any:  # noqa: ANN401 - transformers' own models
    encoder = model.base_model.encoder
    old = len(encoder.layer)
    if layers > old:
        encoder.layer = nn.ModuleList(deepcopy(encoder.layer[i * old // layers]) for i in range(layers))
        model.config.num_hidden_layers = layers
    return model


def logits_of(model: Any, values: Sequence[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:  # noqa: ANN401  transformers' own
    """Of start and end, shape ``(n, tokens)`` each, as float32."""
    ids, mask, types = values
    output = model(input_ids=ids, attention_mask=mask, token_type_ids=types)
    return output.start_logits.float(), output.end_logits.float()


def _cross_entropy(logits: Sequence[torch.Tensor], wanted: Sequence[torch.Tensor]) -> torch.Tensor:
    """The mean over starts and ends; ``wanted`` are places, shape ``(n,)``, or distributions shaped like the logits."""
    start, end = map(nn.functional.cross_entropy, logits, wanted)
    return (start + end) / 2


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
