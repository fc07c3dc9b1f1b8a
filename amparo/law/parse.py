"""From the text of a fenced block to the syntax tree, or to an error that shows the place."""

from __future__ import annotations

import difflib
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import lark

from amparo.law.build import Bad, Build
from amparo.law.errors import Pos, Problem, did_you_mean
from amparo.law.pages import Block, Page

GRAMMAR = Path(__file__).with_name("grammar.lark")
CUT = ("given ", "in us", "on ", "then ")
SPEAK = {
    "NAME": "a name", "STRING": "words in quotes", "DATE": "a date like 2026-01-31", "NUMBER": "a number",
    "MOMENT": "a moment like 2026-01-31 17:00", "MONEY": "an amount like $100", "REF": "a section like § 1(a)",
    "$END": "the end of the block", "LPAR": "(", "RPAR": ")", "COMMA": "a comma", "COLON": "a colon",
    "PLUS": "+", "MINUS": "-", "STAR": "*", "MODALITY": "forbid, permit, require or protect",
    "PLACE": "a jurisdiction like us/ny",
}  # fmt: skip
DEEPEST = 100
LIKELY = (
    "a name", "words in quotes", "a number", "a date like 2026-01-31", "a moment like 2026-01-31 17:00",
    "an amount like $100", "a comma", "is", "includes", "within", "and", "or", ")", "when", "unless",
)  # fmt: skip


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
        tree = parser().parse(text, start)
        deep = _too_deep(tree)
        if deep is None:
            return tree_builder.transform(tree)
        message = "This is nested too deeply: give its parts names with 'define'."
        page.problems.append(page.problem(tree_builder.pos(deep), message))
    except lark.exceptions.VisitError as error:
        bad = error.orig_exc
        if not isinstance(bad, Bad):
            raise
        page.problems.append(page.problem(tree_builder.pos(bad.token), bad.message))
    except lark.exceptions.UnexpectedInput as error:
        page.problems.append(_explain(page, error, text, line))
    return None


def _too_deep(tree: lark.Tree) -> lark.tree.Meta | None:
    """The place of something nested more deeply than anyone can read, or None."""
    level = [tree]
    for _ in range(DEEPEST):
        level = [child for node in level for child in node.children if isinstance(child, lark.Tree)]
        if not level:
            return None
    return level[0].meta


def _explain(page: Page, error: lark.exceptions.UnexpectedInput, text: str, line: int) -> Problem:
    if isinstance(error, lark.exceptions.UnexpectedToken):
        return _wrong_word(page, error, text, line)
    at = error.pos_in_stream or 0
    character = text[at]
    where = Pos(page.path, line + max(error.line, 1) - 1, max(error.column, 1))
    if character == '"':
        return page.problem(where, "These quotes are never closed.")
    if character in "“”„«»":
        return page.problem(where, 'Words in quotes are written with straight quotes: "…".')
    if character in "<>=≤≥≠":
        return page.problem(where, "Comparisons are words: is, is at least, is at most, is more than, is less than.")
    word = re.match(r"\w+", text[at:])
    if word and word[0] != word[0].lower():
        where = Pos(where.path, where.line, where.column, len(word[0]))
        return page.problem(where, f"Names are written in small letters: {word[0].lower()}.")
    shown = f"'{character}'" if character.isprintable() else f"U+{ord(character):04X}"
    return page.problem(where, f"The character {shown} cannot stand here.")


def _wrong_word(page: Page, error: lark.exceptions.UnexpectedToken, text: str, line: int) -> Problem:
    token, accepted = error.token, sorted(error.accepts or error.expected)
    if token.type == "$END":
        number = min(line + text.count("\n"), len(page.lines))
        where = Pos(page.path, number, len(page.lines[number - 1]) + 1 if number else 1)
        return page.problem(where, f"The block ends too early. Expected: {_listed(accepted)}.")
    first = str(token).split("\n")[0]
    where = Pos(page.path, line + (token.line or 1) - 1, token.column or 1, len(first))
    keywords = [word for name in accepted for word in _keywords(name)]
    close = difflib.get_close_matches(first, keywords, 1, 0.75)
    said = did_you_mean(close) if close else f" Expected: {_listed(accepted)}."
    return page.problem(where, f"'{first}' cannot stand here.{said}")


def _listed(accepted: list[str]) -> str:
    """What may stand at a place, the likely first."""
    words = list(dict.fromkeys(_word(name) for name in accepted if name != "$END"))
    words.sort(key=lambda word: (LIKELY.index(word) if word in LIKELY else len(LIKELY), word))
    return ", ".join(words[:8]) + (", …" if len(words) > 8 else "")


def _word(terminal: str) -> str:
    """How a message names a terminal of the grammar."""
    return SPEAK.get(terminal) or ", ".join(_keywords(terminal)) or terminal.lower()


def _keywords(terminal: str) -> list[str]:
    """The words of the language that a terminal stands for."""
    pattern = next((t.pattern for t in parser().terminals if t.name == terminal), None)
    if pattern is None or terminal in ("NAME", "PLACE"):
        return []
    return re.findall(r"[A-Za-z_/]{2,}", str(pattern.value).removesuffix("\\b"))
