"""The log of a training run, its plot, and the scores on *dev* as it goes."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import torch
from matplotlib.figure import Figure
from transformers import PreTrainedTokenizerBase

from assistant.reader.data import Example
from assistant.reader.evaluate import ask
from assistant.reader.model import Reader
from assistant.reader.reading import Logits
from assistant.reader.scores import best_threshold, measure


class Log:
    """Writes ``log.jsonl``, one line a step or a scoring; lines past the step that is resumed are taken back."""

    def __init__(self, run: Path, resumed_at: int) -> None:
        run.mkdir(parents=True, exist_ok=True)
        self._run = run
        self._path = run / "log.jsonl"
        old = self._path.read_text("utf-8").splitlines() if self._path.is_file() else []
        self._records = [record for record in map(json.loads, old) if record["step"] <= resumed_at]
        self._path.write_text("".join(json.dumps(record) + "\n" for record in self._records), "utf-8")

    def __enter__(self) -> Self:
        self._lines = self._path.open("a", encoding="utf-8", buffering=1)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lines.close()

    def step(self, step: int, loss: float, tokens: int, seconds: float) -> None:
        self._write({"step": step, "loss": round(loss, 4), "tokens": tokens, "seconds": round(seconds, 3)})

    def dev(self, step: int, scores: Mapping[str, float]) -> None:
        """Notes the scores, says where the run stands, and draws the plot anew."""
        if scores:
            self._write({"step": step, "dev": {name: round(score, 4) for name, score in scores.items()}})
        self.plot()
        recent = [record for record in self._records if "loss" in record][-100:]
        speed = sum(record["tokens"] for record in recent) / sum(record["seconds"] for record in recent)
        loss = np.mean([record["loss"] for record in recent])
        print(
            f"{time.strftime('%H:%M:%S')} step {step} loss {loss:.3f}, {speed:.0f} tokens/s", dict(scores), flush=True
        )
        self.plot()

    def plot(self) -> None:
        """Loss and scores by step, to ``plot.png``."""
        figure = Figure(figsize=(8, 6))
        above, below = figure.subplots(2, sharex=True)
        losses = [(record["step"], record["loss"]) for record in self._records if "loss" in record]
        above.plot(*zip(*losses, strict=True), linewidth=0.5)
        above.set_ylabel("loss")
        scores = [(record["step"], record["dev"]) for record in self._records if "dev" in record]
        for name in scores[0][1] if scores else ():
            below.plot([step for step, _ in scores], [dev[name] for _, dev in scores], marker="o", label=name)
        below.set_ylabel("dev")
        below.set_xlabel("step")
        if scores:
            below.legend()
        figure.savefig(self._run / "plot.png")

    def _write(self, record: dict[str, Any]) -> None:
        self._records.append(record)
        self._lines.write(json.dumps(record) + "\n")


def dev_scores(
    model: torch.nn.Module, tokenizer: PreTrainedTokenizerBase, window: int, dev: Sequence[Example]
) -> dict[str, float]:
    """The model's scores as they would be once exported, the threshold chosen on the same questions."""
    inputs = ["input_ids", "attention_mask", "token_type_ids"]
    reader = Reader("training", window, TorchSession(model), inputs, tokenizer.backend_tokenizer.to_str())
    answers = ask(reader, dev)
    threshold = best_threshold(answers)
    return measure(answers, threshold) | {"threshold": threshold}


class TorchSession:
    """A model of transformers where the reader expects a session of ONNX Runtime."""

    def __init__(self, model: torch.nn.Module) -> None:
        self._model = model
        self._device = next(model.parameters()).device

    def run(self, outputs: list[str], feeds: dict[str, npt.NDArray[np.int64]]) -> list[Logits]:
        with torch.inference_mode():
            result = self._model(**{name: torch.from_numpy(value).to(self._device) for name, value in feeds.items()})
        return [getattr(result, f"{name}_logits").cpu().numpy() for name in outputs]
