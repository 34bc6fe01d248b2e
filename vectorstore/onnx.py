"""Sessions of ONNX Runtime, of which nobody is told.

Its wheels, from 1.29 on also those for Linux and macOS, tell Microsoft of each process and model, and name the device
in the user's cache folder, unless the environment forbids it before the library begins; its own functions come too
late (the Privacy.md of ONNX Runtime).
"""

from __future__ import annotations

import os
from pathlib import Path

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime as ort  # type: ignore[import-untyped]

_WEIGHTS_FOLDER = "session.model_external_initializers_file_folder_path"


def session(graph: bytes, weights: Path | None = None, *, cores: int = 1) -> ort.InferenceSession:
    """What computes the graph on the processor, from many threads; ``weights`` is where the files lie that it names.

    ``cores`` that share one computation, 0 for all.
    """
    options = ort.SessionOptions()
    options.intra_op_num_threads = cores
    if weights is not None:
        options.add_session_config_entry(_WEIGHTS_FOLDER, str(weights))
    return ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
