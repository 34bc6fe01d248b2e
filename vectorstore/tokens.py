"""A tokenizer that sees a whole text, and its tokens with their places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vectorstore.ports import Token

if TYPE_CHECKING:
    from tokenizers import Tokenizer


def uncut(json: str) -> Tokenizer:
    """The tokenizer of a JSON file, which may say to cut and to pad: both are switched off."""
    from tokenizers import Tokenizer  # noqa: PLC0415 - a name or a list needs no tokenizer

    tokenizer = Tokenizer.from_str(json)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def tokens(tokenizer: Tokenizer, text: str, unknown: int | None) -> list[Token]:
    """All tokens of a text but the special ones; ``unknown`` is the id of the unknown one, if there is one."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    return [
        Token(start, end, token != unknown) for token, (start, end) in zip(encoding.ids, encoding.offsets, strict=True)
    ]
