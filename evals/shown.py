"""How a figure is shown to a person, in the terminal and in the page alike."""

from __future__ import annotations


def shown(value: float) -> str:
    """Three decimals; as many more as a share needs that these would show as nothing, next to nothing, or all."""
    if 0 < abs(value) < 0.01:
        return f"{value:.2g}"
    if 0.9995 <= value < 1:
        return f"{1 - float(f'{1 - value:.1g}'):g}"
    return f"{value:.3f}"
