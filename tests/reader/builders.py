"""A reader too small to know anything, and questions to train it with."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from transformers import BertConfig, BertForQuestionAnswering, BertTokenizer

from assistant.reader import model

PASSAGES = [
    "The harbour master is Alice Kettle. She keeps 12 boats. The bay freezes in winter.",
    "Robert Quill founded the mill in 1850. The mill burned down before the war. Few remember it.",
    "The northern dam holds 300 litres. Water runs east. The keeper of the dam was Mary Stone.",
]
QUESTIONS = [
    (0, "Who is the harbour master?", "Alice Kettle"),
    (0, "How many boats does Alice keep?", "12"),
    (1, "When did Robert Quill found the mill?", "1850"),
    (1, "What burned down before the war?", "The mill"),
    (2, "What does the northern dam hold?", "300 litres"),
    (2, "Who was the keeper of the dam?", "Mary Stone"),
    (2, "Who was the owner of the dam?", None),
]


def write_tiny_weights(folder: Path) -> Path:
    """A model of one narrow layer with random weights, always the same, and the shipped tokenizer."""
    torch.manual_seed(7)
    shape = BertConfig(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32)
    BertForQuestionAnswering(shape).save_pretrained(folder)
    shipped = Path(model.__file__).parent / model.TOKENIZER
    BertTokenizer.from_pretrained(str(shipped.parent), model_max_length=512).save_pretrained(folder)
    return folder


def write_squad(file: Path) -> Path:
    paragraphs = [{"context": passage, "qas": []} for passage in PASSAGES]
    for number, (place, question, answer) in enumerate(QUESTIONS):
        found = [{"text": answer, "answer_start": PASSAGES[place].index(answer)}] if answer else []
        asked = {"id": str(number), "question": question, "answers": found, "is_impossible": answer is None}
        paragraphs[place]["qas"].append(asked)  # type: ignore[attr-defined]
    file.write_text(json.dumps({"data": [{"title": "Bay", "paragraphs": paragraphs}]}), "utf-8")
    return file
