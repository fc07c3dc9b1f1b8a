"""From the text of a fenced block to the syntax tree, or to an error that shows the place."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import lark

from amparo.law.build import Bad, Build
from amparo.law.errors import Pos, Problem, did_you_mean, near
from amparo.law.pages import Block, Page

GRAMMAR = Path(__file__).with_name("grammar.lark")
CUT = ("given ", "in us", "on ", "then ")
SPEAK = {
    "NAME": "a name", "STRING": "words in quotes", "DATE": "a date like 2026-01-31", "NUMBER": "a number",
    "MOMENT": "a moment like 2026-01-31 17:00", "MONEY": "an amount like $100", "REF": "a section like § 1(a)",
    "$END": "the end of the block", "LPAR": "(", "RPAR": ")", "COMMA": "a comma", "COLON": "a colon",
    "PLUS": "+", "MINUS": "-", "STAR": "*", "MODALITY": "forbid, permit, require or protect",
    "PLACE": "a jurisdiction like us/ny", "OUTCOME": "a verdict",
}  # fmt: skip


@lru_cache(1)
def parser() -> lark.Lark:
    """The LALR parser of grammar.lark."""
    return lark.Lark(
        GRAMMAR.read_text(), parser="lalr", start=["law", "vocabulary", "case"], propagate_positions=True,
        maybe_placeholders=True,
    )  # fmt: skip


def read_block(page: Page, block: Block, start: str) -> Any:
    """Parse one block of `page` as `start` (law, vocabulary or case); problems go to the page, and the
    answer is then None."""
    text, line, prose = block.text, block.line, ""
    if start == "case":
        rows = text.split("\n")
        at = next((i for i, row in enumerate(rows) if row.lstrip().startswith(CUT)), len(rows))
        prose, text, line = " ".join(rows[:at]).strip(), "\n".join(rows[at:]), line + at
    tree_builder = Build(page.path, line, block, prose)
    try:
        return tree_builder.transform(parser().parse(text, start))
    except lark.exceptions.VisitError as error:
        bad = error.orig_exc
        if not isinstance(bad, Bad):
            raise
        page.problems.append(page.problem(tree_builder.pos(bad.token), bad.message))
    except lark.exceptions.UnexpectedInput as error:
        page.problems.append(_explain(page, error, text, line))
    return None


def _explain(page: Page, error: lark.exceptions.UnexpectedInput, text: str, line: int) -> Problem:
    token = getattr(error, "token", None)
    wanted = set(getattr(error, "expected", None) or getattr(error, "allowed", None) or ())
    words = {_word(name) for name in wanted}
    if token is not None and token.type == "$END":
        rows = page.lines[: line + text.count("\n")]
        number = len(rows)
        where = Pos(page.path, number, len(rows[-1]) + 1 if rows else 1, 1)
        seen = "The block ends too early"
    else:
        length = len(token) if token is not None else 1
        where = Pos(page.path, line + max(error.line, 1) - 1, max(error.column, 1), length)
        seen = f"'{token}' cannot stand here" if token is not None else "This character cannot stand here"
    keywords = [w for w in words if w.isalpha() and w.islower()]
    hint = did_you_mean(near(str(token), keywords, 1)) if token is not None and len(str(token)) > 2 else ""
    expected = sorted(words, key=lambda w: (w.isalpha(), w))
    shown = ", ".join(expected[:8]) + (", …" if len(expected) > 8 else "")
    return page.problem(where, f"{seen}.{hint} Expected: {shown}.")


def _word(terminal: str) -> str:
    if terminal in SPEAK:
        return SPEAK[terminal]
    pattern = next((t.pattern for t in parser().terminals if t.name == terminal), None)
    if pattern is None:
        return terminal.lower()
    return str(pattern.value).removesuffix("\\b").strip("()").replace("|", ", ")
