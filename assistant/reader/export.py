"""Weights to the form that ships: ONNX with int8 weights, computed in float32. Needs the ``train`` extra.

``python -m assistant.reader.export WEIGHTS FOLDER`` takes any extractive question-answering model of transformers.
``--averaged-with`` takes the mean of several models that were trained from one start (Wortsman et al., 2022).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from assistant.reader.model import MODEL, SETTINGS, TOKENIZER

WINDOW = 320
"""Tokens that the model is shown at once, as in training."""
OPSET = 17
SMALL = 1024
"""Tensors with fewer numbers stay float32: they weigh nothing."""
MATRIX = 2


def main() -> None:
    parser = argparse.ArgumentParser("python -m assistant.reader.export", description=__doc__)
    parser.add_argument("weights", help="a folder of weights, or a model's name on a hub")
    parser.add_argument("folder", type=Path, help="where model.onnx, tokenizer.json and reader.json are written")
    parser.add_argument("--averaged-with", nargs="+", default=[], metavar="WEIGHTS", help="more weights, to average")
    parser.add_argument("--name", help="what the reader is called in answers (the weights' own name)")
    parser.add_argument("--window", type=int, default=WINDOW, help=f"tokens read at once ({WINDOW})")
    arguments = parser.parse_args()
    weights = (arguments.weights, *arguments.averaged_with)
    export(weights, arguments.folder, arguments.name, arguments.window)
    print(f"{arguments.folder / MODEL}: {(arguments.folder / MODEL).stat().st_size / 1e6:.1f} MB")


def export(weights: Sequence[str], folder: Path, name: str | None = None, window: int = WINDOW) -> None:
    """Writes what ``Reader.load`` reads, of the mean of ``weights``, with the tokenizer and the name of the first.

    The window is cut to what the model has positions for.
    """
    first, *others = map(_load, weights)
    model = averaged(first, others)
    tokenizer = AutoTokenizer.from_pretrained(weights[0])
    folder.mkdir(parents=True, exist_ok=True)
    graph = to_onnx(model.eval(), [name for name in tokenizer.model_input_names if name in _INPUTS])
    onnx.save(with_small_weights(graph), folder / MODEL)
    backend = tokenizer.backend_tokenizer
    backend.no_truncation()
    backend.no_padding()
    backend.save(str(folder / TOKENIZER), pretty=False)
    settings = {"name": name or Path(weights[0]).name, "window": min(window, tokenizer.model_max_length)}
    (folder / SETTINGS).write_text(json.dumps(settings) + "\n", "utf-8")


def averaged(model: torch.nn.Module, others: Sequence[torch.nn.Module]) -> torch.nn.Module:
    """The first model with the mean of all models' weights."""
    states = [other.state_dict() for other in others]
    with torch.no_grad():
        for name, weight in model.state_dict().items():
            weight.copy_(torch.stack([weight, *(state[name] for state in states)]).mean(dim=0))
    return model


def _load(weights: str) -> torch.nn.Module:
    model: torch.nn.Module = AutoModelForQuestionAnswering.from_pretrained(
        weights, dtype=torch.float32, attn_implementation="eager"
    )
    return model


_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def to_onnx(model: torch.nn.Module, inputs: list[str]) -> onnx.ModelProto:
    """The model as a graph from ``inputs``, shape ``(batch, tokens)``, to ``start`` and ``end``, the same shape."""
    example = torch.ones(2, 8, dtype=torch.int64)
    axes = {name: {0: "batch", 1: "tokens"} for name in (*inputs, "start", "end")}
    with TemporaryDirectory() as folder:
        file = Path(folder) / MODEL
        torch.onnx.export(
            _Logits(model, inputs),
            tuple(example for _ in inputs),
            file,
            input_names=inputs,
            output_names=["start", "end"],
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )
        return onnx.load(file)


def with_small_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """Large float32 weights stored smaller, and made float32 again when the model is loaded: it computes as before.

    A matrix is kept as int8 with one scale for each row that is looked up, or for each column that is multiplied by;
    any other tensor as float16.
    """
    looked_up = {node.input[0] for node in model.graph.node if node.op_type == "Gather"}
    kept, made = [], []
    for weight in model.graph.initializer:
        values, name = numpy_helper.to_array(weight), weight.name
        if values.dtype != np.float32 or values.size < SMALL:
            kept.append(weight)
            continue
        if values.ndim == MATRIX:
            small, scale = as_int8(values, axis=1 if name in looked_up else 0)
            kept.append(numpy_helper.from_array(scale, f"{name}_scale"))
            made.append(helper.make_node("Cast", [f"{name}_small"], [f"{name}_wide"], to=TensorProto.FLOAT))
            made.append(helper.make_node("Mul", [f"{name}_wide", f"{name}_scale"], [name]))
        else:
            small = values.astype(np.float16)
            made.append(helper.make_node("Cast", [f"{name}_small"], [name], to=TensorProto.FLOAT))
        kept.append(numpy_helper.from_array(small, f"{name}_small"))
    nodes = [*made, *model.graph.node]
    del model.graph.node[:], model.graph.initializer[:]
    model.graph.node.extend(nodes)
    model.graph.initializer.extend(kept)
    return model


def as_int8(values: npt.NDArray[np.float32], axis: int) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """A matrix as whole numbers from -127 to 127 and the scale to multiply them by, one along ``axis``."""
    scale = np.abs(values).max(axis=axis, keepdims=True) / 127
    scale = np.where(scale >= np.finfo(np.float32).tiny, scale, 1).astype(np.float32)
    return np.round(values / scale).astype(np.int8), scale


class _Logits(torch.nn.Module):
    """The model with tensors in and out, as the exporter wants it."""

    def __init__(self, model: torch.nn.Module, inputs: list[str]) -> None:
        super().__init__()
        self.model = model
        self.inputs = inputs

    def forward(self, *values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        output = self.model(**dict(zip(self.inputs, values, strict=True)))
        return output.start_logits, output.end_logits


if __name__ == "__main__":
    main()
