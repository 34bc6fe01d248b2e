"""The windows without an answer in which a reader thinks that it sees one: what it has most to learn from.

``python -m assistant.reader.hard OUT POOL… --weights FOLDER`` keeps them out of files that
``assistant.reader.mixture`` wrote, for ``assistant.reader.train --windows … OUT``.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from assistant.reader.batches import Encoded, padded, read_windows, write_windows
from assistant.reader.reading import LONGEST
from assistant.reader.train import device, load_model, logits_of

AT_ONCE = 128


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser("python -m assistant.reader.hard", description=__doc__)
    parser.add_argument("out", type=Path, help="the file to write")
    parser.add_argument("pools", type=Path, nargs="+", help="files of windows to choose from")
    parser.add_argument("--weights", required=True, help="the reader that chooses")
    parser.add_argument("--share", type=float, default=0.25, help="how many are kept (0.25)")
    parser.add_argument(
        "--spared", type=float, default=0.02, help="how many that are harder still are left out: some do answer (0.02)"
    )
    options = parser.parse_args(argv)
    pool = [window for path in options.pools for window in read_windows(path) if not window.end]
    model = load_model(options.weights).to(device()).eval()
    kept = hardest(pool, margins(model, pool), options.share, options.spared)
    write_windows(options.out, kept)
    print(f"{len(kept)} of {len(pool)} windows without an answer: {options.out}")


def hardest(windows: Sequence[Encoded], margins: npt.NDArray[np.float32], share: float, spared: float) -> list[Encoded]:
    """In their order, the ``share`` with the highest margins, but for the ``spared`` share above those."""
    first, last = round(spared * len(windows)), round((spared + share) * len(windows))
    return [windows[place] for place in sorted(np.argsort(-margins, kind="stable")[first:last].tolist())]


def margins(model: Any, windows: Sequence[Encoded]) -> npt.NDArray[np.float32]:  # noqa: ANN401 - transformers' own models
    """How much higher the best span of each window scores than none, shape ``(windows,)``."""
    found = np.empty(len(windows), np.float32)
    order = sorted(range(len(windows)), key=lambda place: len(windows[place].ids))
    for first in range(0, len(order), AT_ONCE):
        chosen = order[first : first + AT_ONCE]
        batch = padded([windows[place] for place in chosen])
        values = [torch.from_numpy(value).to(model.device) for value in (batch.ids, batch.mask, batch.types)]
        with torch.inference_mode():
            start, end = logits_of(model, values)
        types = values[2]
        passage = types * nn.functional.pad(types[:, 1:], (0, 1))  # without the sign that ends it
        outside = torch.where(passage == 1, 0.0, -torch.inf)
        spans = (start + outside)[:, :, None] + (end + outside)[:, None, :]
        allowed = torch.ones(spans.shape[1:], dtype=torch.bool, device=spans.device).triu().tril(LONGEST - 1)
        best = spans.masked_fill(~allowed, -torch.inf).amax((1, 2))
        found[chosen] = (best - start[:, 0] - end[:, 0]).cpu().numpy()
    return found


if __name__ == "__main__":
    main()
