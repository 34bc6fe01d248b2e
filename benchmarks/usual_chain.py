"""The usual retrieval chain of LangChain: passages and question go into one prompt, and what comes is the answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from langchain_core.language_models import BaseChatModel
from langchain_core.prompts import ChatPromptTemplate

from assistant.nouns import Usage

_TASK = """\
You answer questions. Use the retrieved context below to answer the question. If the answer is not in it, say that you \
don't know. Keep the answer short, at most three sentences.

Context:
{context}"""
_PROMPT = ChatPromptTemplate.from_messages([("system", _TASK), ("human", "{question}")])
_REFUSAL = re.compile(
    r"(?i)\b(?:(?:do|does|did|can|could|is|are|was|were)(?:n['’]t| not)|cannot|no)\b[^.!?]{0,60}"
    r"\b(?:know|contain|mention|mentioned|state|stated|provide|provided|specify|specified|say|information|answer"
    r"|determine|determined|available|find|given)\b"
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a chain answered, and its cost."""

    text: str
    usage: Usage


def ask_chain(model: BaseChatModel, question: str, passages: Sequence[str]) -> Said:
    """Raises what the model's package raises."""
    message = (_PROMPT | model).invoke({"context": "\n\n".join(passages), "question": question})
    used = message.usage_metadata
    tokens = Usage(used["input_tokens"], used["output_tokens"], 1) if used else Usage(0, 0, 1)
    return Said(str(message.text).strip(), tokens)


def is_refusal(sentence: str) -> bool:
    """Whether a sentence says that the answer is not there: by its words, since such a chain has no other sign."""
    return bool(_REFUSAL.search(sentence))
