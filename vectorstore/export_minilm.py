"""Makes the graph of the default embedder, without its weights. Needs the ``train`` extra.

``python -m vectorstore.export_minilm`` writes ``vectorstore/minilm.onnx``. Each weight is named as in the safetensors
file of the package, with its place in it, so that ONNX Runtime maps it from there. The architecture is BERT's (Devlin
et al. 2019), with mean pooling over the tokens (Reimers and Gurevych 2019). ``Attention`` and ``Gelu`` are ONNX
Runtime's own operators.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from vectorstore.minilm import DIMENSION, GRAPH, WEIGHTS, check_weights, weights_folder

OPSET = 17
IR = 8
"""The oldest form of file that holds the opset, so that older versions of ONNX Runtime read it."""
RUNTIME = "com.microsoft"


def main() -> None:
    onnx.save(graph(weights_folder()), GRAPH)
    print(f"{GRAPH}: {GRAPH.stat().st_size / 1e3:.1f} kB")


def graph(folder: Path) -> onnx.ModelProto:
    """From ``input_ids`` and ``attention_mask``, int32 ``(batch, tokens)``, to ``vectors``, float32 of unit length."""
    check_weights(folder / WEIGHTS)
    made = _Graph(folder / WEIGHTS)
    settings = json.loads((folder / "config.json").read_text("utf-8"))
    hidden = _embedded(made, settings["layer_norm_eps"])
    for layer in range(settings["num_hidden_layers"]):
        hidden = _layer(made, hidden, f"encoder.layer.{layer}", settings)
    made.add("LpNormalization", _mean(made, hidden), output="vectors", axis=-1, p=2)
    return made.model()


class _Graph:
    """Nodes in their order, and the weights and constants that they take."""

    def __init__(self, weights: Path) -> None:
        with weights.open("rb") as file:
            header = int.from_bytes(file.read(8), "little")
            self._places: dict[str, Any] = json.loads(file.read(header))
        self._begin = 8 + header
        self._nodes: list[onnx.NodeProto] = []
        self._tensors: dict[str, TensorProto] = {}

    def add(self, kind: str, *inputs: str, output: str = "", domain: str = "", **attributes: Any) -> str:  # noqa: ANN401 - as ONNX
        """A node; its only output's name."""
        output = output or f"{kind}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [output], output, domain=domain, **attributes))
        return output

    def constant(self, value: int | list[int]) -> str:
        name = f"constant_{value}"
        self._tensors[name] = numpy_helper.from_array(np.asarray(value, np.int64), name)
        return name

    def weight(self, name: str) -> str:
        """A tensor that stays in the safetensors file: its shape and where its bytes lie."""
        begin, end = self._places[name]["data_offsets"]
        tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=self._places[name]["shape"])
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in (("location", WEIGHTS), ("offset", self._begin + begin), ("length", end - begin)):
            tensor.external_data.add(key=key, value=str(value))
        self._tensors[name] = tensor
        return name

    def model(self) -> onnx.ModelProto:
        names = ("input_ids", "attention_mask")
        inputs = [helper.make_tensor_value_info(name, TensorProto.INT32, ["batch", "tokens"]) for name in names]
        output = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", DIMENSION])
        made = helper.make_graph(self._nodes, "all-MiniLM-L6-v2", inputs, [output], list(self._tensors.values()))
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(RUNTIME, 1)]
        return helper.make_model(made, opset_imports=opsets, ir_version=IR)


def _embedded(made: _Graph, epsilon: float) -> str:
    """Word, position and segment added, shape ``(batch, tokens, hidden)``; there is one segment."""
    zero, one = made.constant(0), made.constant(1)
    words = made.add("Gather", made.weight("embeddings.word_embeddings.weight"), "input_ids")
    places = made.add("Range", zero, made.add("Gather", made.add("Shape", "input_ids"), one), one)
    positions = made.add("Gather", made.weight("embeddings.position_embeddings.weight"), places)
    segment = made.add("Gather", made.weight("embeddings.token_type_embeddings.weight"), zero)
    summed = made.add("Add", made.add("Add", words, segment), positions)
    return _normalised(made, summed, "embeddings.LayerNorm", epsilon)


def _layer(made: _Graph, hidden: str, name: str, settings: dict[str, Any]) -> str:
    epsilon = settings["layer_norm_eps"]
    seen = _attention(made, hidden, f"{name}.attention.self", settings["num_attention_heads"])
    seen = made.add("Add", _linear(made, seen, f"{name}.attention.output.dense"), hidden)
    seen = _normalised(made, seen, f"{name}.attention.output.LayerNorm", epsilon)
    thought = made.add("Gelu", _linear(made, seen, f"{name}.intermediate.dense"), domain=RUNTIME)
    thought = made.add("Add", _linear(made, thought, f"{name}.output.dense"), seen)
    return _normalised(made, thought, f"{name}.output.LayerNorm", epsilon)


def _attention(made: _Graph, hidden: str, name: str, heads: int) -> str:
    parts = [f"{name}.{part}" for part in ("query", "key", "value")]
    weights = made.add("Concat", *(_transposed(made, part) for part in parts), axis=1)
    biases = made.add("Concat", *(made.weight(f"{part}.bias") for part in parts), axis=0)
    return made.add("Attention", hidden, weights, biases, "attention_mask", domain=RUNTIME, num_heads=heads)


def _linear(made: _Graph, hidden: str, name: str) -> str:
    return made.add("Add", made.add("MatMul", hidden, _transposed(made, name)), made.weight(f"{name}.bias"))


def _transposed(made: _Graph, name: str) -> str:
    """torch keeps a layer's weights as (out, in). ONNX Runtime turns them once, when it loads."""
    return made.add("Transpose", made.weight(f"{name}.weight"), perm=[1, 0])


def _normalised(made: _Graph, hidden: str, name: str, epsilon: float) -> str:
    weight, bias = made.weight(f"{name}.weight"), made.weight(f"{name}.bias")
    return made.add("LayerNormalization", hidden, weight, bias, axis=-1, epsilon=epsilon)


def _mean(made: _Graph, hidden: str) -> str:
    """The sum over the tokens that are no padding: the length is made one afterwards, so nothing is divided."""
    mask = made.add("Cast", "attention_mask", to=TensorProto.FLOAT)
    kept = made.add("Mul", hidden, made.add("Unsqueeze", mask, made.constant([-1])))
    return made.add("ReduceSum", kept, made.constant([1]), keepdims=0)


if __name__ == "__main__":
    main()
