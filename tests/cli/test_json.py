"""docs/json.md is true: what is printed has exactly the documented fields, with their types."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

PAPERS = str(Path(__file__).parents[1] / "simulate" / "papers" / "papers")
FACTS = ("agency=police", "request=form", "signed=no", "convictions=none")
COMMANDS = {
    "amparo.verdict/1": ("ask", "hold", "--in", "us/ny", "--on", "2026-03-02", *FACTS),
    "amparo.situation/1": ("ask", "--situation", "paper_arrives", "--in", "us/ny"),
    "amparo.facts/1": ("law", "facts", "hold", "--in", "us/ny"),
    "amparo.law/1": ("law", "show", "§ 10"),
    "amparo.problems/1": ("law", "check"),
    "amparo.diff/1": ("law", "diff", "us/ny", "us", "tell", "--on", "2026-03-02"),
    "amparo.at_least/1": ("law", "prove", "at-least", "us", "us/ny", "tell", "--silence", "--on", "2026-03-02"),
    "amparo.dead/1": ("law", "prove", "dead", "--in", "us/ny", "--on", "2026-03-02"),
    "amparo.tests/1": ("law", "test"),
    "amparo.format/1": ("law", "format", "--check"),
    "amparo.coverage/1": ("law", "coverage"),
    "amparo.simulation/1": ("law", "simulate", PAPERS + ".csv", "--mapping", PAPERS + ".toml", "--on", "2026-03-02"),
    "amparo.questions/1": ("law", "questions"),
    "amparo.situations/1": ("law", "situations"),
    "amparo.places/1": ("law", "places"),
}
FREE = ("facts", "others", "given", "assumed", "outcomes")
"""Objects whose fields are names of facts or groups."""


@pytest.fixture(scope="module")
def documented(root) -> dict[str, Any]:
    text = (root / "docs" / "json.md").read_text(encoding="utf-8")
    found = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.S)]
    return {example["shape"]: example for example in found}


def test_every_shape_is_documented(documented):
    assert documented.keys() == COMMANDS.keys()


@pytest.mark.parametrize("shape", COMMANDS)
def test_what_is_printed_has_the_documented_fields(run, documented, shape):
    printed = json.loads(run(*COMMANDS[shape], "--json").stdout)
    same(documented[shape], printed, shape)


def same(example: Any, printed: Any, where: str) -> None:
    """The same fields and types, all the way down."""
    if isinstance(example, dict):
        assert example.keys() == printed.keys(), where
        for key, value in example.items():
            if key not in FREE or isinstance(value, list):
                same(value, printed[key], f"{where} {key}")
    elif isinstance(example, list):
        assert isinstance(printed, list), where
        if example and printed:
            same(example[0], printed[0], f"{where}[0]")
    elif example is not None and printed is not None:
        assert type(example) is type(printed) or {type(example), type(printed)} == {int, float}, where
