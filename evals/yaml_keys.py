"""YAML in which a key that is written twice is an error: by itself YAML takes the last one and says nothing."""

from __future__ import annotations

from typing import Any

import yaml


def loaded(text: str) -> Any:  # noqa: ANN401  whatever the YAML holds
    """What a YAML text holds. Raises yaml.YAMLError, which names the key and its lines where one comes twice."""
    return yaml.load(text, _Loader)  # noqa: S506  it is a safe loader


class _Loader(yaml.SafeLoader):
    def compose_mapping_node(self, anchor: dict[Any, yaml.Node]) -> yaml.MappingNode:
        node = super().compose_mapping_node(anchor)
        first: dict[str, yaml.Node] = {}
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and first.setdefault(key.value, key) is not key:
                before = _line(first[key.value])
                raise yaml.YAMLError(
                    f"line {_line(key)}: the key {key.value!r} is written twice, first in line {before}; keep one"
                )
        return node


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1
