"""Lays out law, vocabulary and case blocks evenly: one clause a line, even indents and spaces.

The words stay as they are, comments too: what a block says before and after is parsed and compared,
and a block that would change its meaning is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from amparo.law import syntax as s
from amparo.law.errors import Problem
from amparo.law.pages import Block, Page, read_page
from amparo.law.parse import CUT, parser, read_block

WIDTH = 120
"""Columns; a longer condition or list is set on several lines. Words in quotes are never broken."""
TAGS = ("law", "vocabulary", "case")
WORDS = ("NAME", "STRING")
STATEMENTS = {
    "law": ("forbid", "permit", "require", "protect", "define", "open"),
    "vocabulary": ("kind", "group", "record", "fact", "question", "duty", "situation", "parameter"),
    "case": ("given", "in", "on", "then"),
}
CLAUSES = (
    "when",
    "unless",
    "by",
    "until",
    "binds",
    "contested",
    "enjoined",
    "evidence",
    "source",
    "note",
)
ATTRIBUTES = ("label", "says", "denies", "ask", "help", "known", "privacy")
QUESTION_WORDS = (
    "words",
    "act",
    "topic",
    "help",
    "required",
    "forbidden",
    "permitted",
    "silent",
    "asks",
    "given",
)
COMMENT = re.compile(r"#[^\n]*")


@dataclass
class Token:
    """A word of a block, with the comments on the lines before it and the one behind it."""

    type: str
    text: str
    before: list[str] = field(default_factory=list)
    behind: str = ""
    blank: bool = False
    fresh: bool = False

    def says(self, *words: str) -> bool:
        """Is this one of these words of the language, and not a name or words in quotes?"""
        return self.type not in WORDS and self.text in words


def tidy(path: str, text: str) -> tuple[str, list[Problem]]:
    """A law file's text with its blocks laid out, and the problems of blocks left as they are."""
    ends = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n")
    page = read_page(path, text)
    lines = text.split("\n")
    problems: list[Problem] = []
    for block in reversed([b for _, b in page.parts if isinstance(b, Block) and b.tag in TAGS]):
        count = block.text.count("\n") + 1
        if not block.text.strip():
            continue
        before = len(page.problems)
        made = tidy_block(page, block)
        problems += page.problems[before:]
        if made is not None:
            lines[block.line - 1 : block.line - 1 + count] = made.split("\n")
    return ends.join(lines), problems[::-1]


def tidy_block(page: Page, block: Block) -> str | None:
    """The block laid out, or None with a problem in `page.problems`."""
    meant = _meaning(page, block)
    if meant is None:
        return None
    prose, text = _cut(block)
    tokens, after = tokenize(text, block.tag)
    lines = [*prose, *_layout(block.tag, tokens), *after]
    made = "\n".join(line.rstrip() for line in lines)
    if _meaning(page, replace(block, text=made)) != meant or comments(made) != comments(block.text):
        where = s.Pos(page.path, block.line, 1)
        page.problems.append(
            page.problem(where, "This block was left as it is: its layout could not be changed safely.")
        )
        return None
    return made


def _meaning(page: Page, block: Block) -> Any:
    """What a block says, apart from where it says it."""
    found = read_block(page, block, block.tag)
    return replace(found, words=" ".join(found.words.split())) if isinstance(found, s.Case) else found


def comments(text: str) -> list[str]:
    """The comments of a block in their order."""
    bare = re.sub(r'"[^"]*"', lambda m: '"' * len(m[0]), text)
    return [text[m.start() : m.end()].rstrip() for m in COMMENT.finditer(bare)]


def _cut(block: Block) -> tuple[list[str], str]:
    """The prose of a case and the rest; other blocks have no prose."""
    rows = block.text.split("\n")
    if block.tag != "case":
        return [], block.text
    at = next((i for i, row in enumerate(rows) if row.lstrip().startswith(CUT)), len(rows))
    return [" ".join(row.split()) for row in rows[:at] if row.strip()], "\n".join(rows[at:])


def tokenize(text: str, start: str) -> tuple[list[Token], list[str]]:
    """The words of a block as the parser sees them, and the comments after the last."""
    tokens: list[Token] = []
    end = 0
    for token in parser().parse_interactive(text, start=start).iter_parse():
        at = token.start_pos or 0
        made = Token(token.type, " ".join(str(token).split()) if token.type == "STRING" else str(token))
        made.before, behind, made.blank, made.fresh = _gap(text[end:at])
        if behind and tokens:
            tokens[-1].behind = behind
        elif behind:
            made.before.insert(0, behind)
        tokens.append(made)
        end = token.end_pos or at
    after, behind, _, _ = _gap(text[end:])
    if behind and tokens:
        tokens[-1].behind = behind
    return tokens, after


def _gap(gap: str) -> tuple[list[str], str, bool, bool]:
    """Between two words: comments on lines of their own, one behind the first word, whether there
    is an empty line, whether a new line begins."""
    first, *rest = gap.split("\n")
    own = [row.strip() for row in rest if row.strip().startswith("#")]
    blank = any(not row.strip() for row in rest[:-1])
    return own, first.strip() if first.strip().startswith("#") else "", blank, bool(rest)


# ---- statements and clauses ----------------------------------------------------------------
def _layout(tag: str, tokens: list[Token]) -> list[str]:
    lines: list[str] = []
    for statement in _split(tokens, lambda i: _starts_statement(tag, tokens, i)):
        if statement[0].blank and lines and tag != "case":
            lines.append("")
        lines += LAYOUTS[tag](statement)
    return lines


def _starts_statement(tag: str, tokens: list[Token], i: int) -> bool:
    token = tokens[i]
    if not token.says(*STATEMENTS[tag]):
        return False
    if tag == "case" and token.text == "in":
        return i + 1 < len(tokens) and tokens[i + 1].type == "PLACE"
    return True


def _split(tokens: list[Token], starts: Any) -> list[list[Token]]:
    parts: list[list[Token]] = []
    for i, token in enumerate(tokens):
        if starts(i) or not parts:
            parts.append([])
        parts[-1].append(token)
    return parts


def _law(statement: list[Token]) -> list[str]:
    def starts(i: int) -> bool:
        token = statement[i]
        if token.says("in"):
            return i + 1 < len(statement) and statement[i + 1].says("force")
        why = statement[0].says("open") and token.type == "STRING"
        return why or (i > 0 and token.says(*CLAUSES))

    head, *clauses = _split(statement, starts)
    if statement[0].says("define"):
        return _define(head, clauses)
    lines = _clause(head, 0)
    for clause in clauses:
        lines += _clause(clause, 2)
    return lines


def _define(head: list[Token], clauses: list[list[Token]]) -> list[str]:
    whole = head + [t for clause in clauses for t in clause]
    if not _commented(whole) and len(_line(whole)) <= WIDTH:
        return _clause(whole, 0)
    if _commented(head) or len(_line(head)) <= WIDTH:
        lines = _clause(head, 0)
    else:
        lines = [*head[0].before, _line(head[:3]), *_broken(head[3:], 2)]
        lines[-1] += _behind(head[-1])
    for clause in clauses:
        lines += _clause(clause, 2)
    return lines


def _vocabulary(statement: list[Token]) -> list[str]:
    what = statement[0].text

    def starts(i: int) -> bool:
        token = statement[i]
        if i == 0:
            return False
        if what == "kind":
            return token.type == "NAME" and i + 1 < len(statement) and statement[i + 1].type == "STRING"
        if what in ("fact", "record"):
            return token.says("field", *ATTRIBUTES)
        if what in ("question", "duty", "situation"):
            return token.says(*QUESTION_WORDS)
        return what == "parameter" and token.says("words", "from")

    head, *parts = _split(statement, starts)
    lines = _group(head) if what == "group" else _clause(head, 0)
    for part in parts:
        deeper = what == "record" and not part[0].says("field")
        lines += _clause(part, 4 if deeper else 2)
    return lines


def _group(tokens: list[Token]) -> list[str]:
    """A group, with its labels on the next lines when they do not fit."""
    if _commented(tokens) or len(_line(tokens)) <= WIDTH:
        return _clause(tokens, 0)
    colon = next(i for i, t in enumerate(tokens) if t.type == "COLON")
    labels = [f"  {row}" for row in _filled(tokens[colon + 1 :], WIDTH - 2)]
    labels[-1] += _behind(tokens[-1])
    return [*tokens[0].before, _line(tokens[: colon + 1]), *labels]


def _case(statement: list[Token]) -> list[str]:
    return _clause(statement, 0)


LAYOUTS = {"law": _law, "vocabulary": _vocabulary, "case": _case}


# ---- one clause -----------------------------------------------------------------------------
def _clause(tokens: list[Token], indent: int) -> list[str]:
    """One clause: on one line if it fits, else broken where its parts meet."""
    space = " " * indent
    lines = [space + c for c in tokens[0].before]
    if _commented(tokens):
        return lines + _as_written(tokens, indent)
    if len(_line(tokens)) + indent <= WIDTH:
        return [*lines, space + _line(tokens) + _behind(tokens[-1])]
    if tokens[0].says("when", "unless"):
        first, *rest = _broken(tokens[1:], indent + 2)
        made = [f"{space}{tokens[0].text} {first.lstrip()}", *rest]
    else:
        first, *rest = _filled(tokens, WIDTH - indent - 2)
        made = [space + first, *(f"{space}  {row}" for row in rest)]
    made[-1] += _behind(tokens[-1])
    return lines + made


def _commented(tokens: list[Token]) -> bool:
    """Does a comment stand inside, where lines may not be joined?"""
    return any(t.before for t in tokens[1:]) or any(t.behind for t in tokens[:-1])


def _as_written(tokens: list[Token], indent: int) -> list[str]:
    """The clause on the lines on which it was written, because of the comments between them."""
    lines: list[str] = []
    row: list[Token] = []
    for token in [*tokens, None]:
        if row and (token is None or token.fresh):
            lines.append(" " * (indent + 2 * bool(lines)) + _line(row) + _behind(row[-1]))
            row = []
        if token is not None:
            if lines or row:
                lines += [" " * (indent + 2) + c for c in token.before]
            row.append(token)
    return lines


def _behind(token: Token) -> str:
    return f"  {token.behind}" if token.behind else ""


def _line(tokens: Iterable[Token]) -> str:
    """The words with single spaces, none before a comma or inside a parenthesis."""
    out = ""
    for token in tokens:
        tight = not out or out.endswith("(") or token.type in ("COMMA", "COLON", "RPAR")
        out += token.text if tight else f" {token.text}"
    return out


def _filled(tokens: list[Token], width: int) -> list[str]:
    """Lines filled up to the width, broken after commas and before "and" only."""
    pieces: list[list[Token]] = [[]]
    for token in tokens:
        if token.says("and") and pieces[-1]:
            pieces.append([])
        pieces[-1].append(token)
        if token.type == "COMMA":
            pieces.append([])
    lines: list[str] = []
    for text in (_line(p) for p in pieces if p):
        if lines and len(lines[-1]) + 1 + len(text) <= width:
            lines[-1] += f" {text}"
        else:
            lines.append(text)
    return lines


def _broken(tokens: list[Token], indent: int) -> list[str]:
    """A condition on several lines: at "or", else at "and", else inside its last parenthesis."""
    space = " " * indent
    if len(_line(tokens)) + indent <= WIDTH:
        return [space + _line(tokens)]
    for word in ("or", "and"):
        parts = _parts(tokens, word)
        if len(parts) > 1:
            lines = _broken(parts[0], indent)
            for part in parts[1:]:
                nested = len(_parts(part[1:], "and")) > 1
                first, *rest = _broken(part[1:], indent + 2 * nested)
                lines += [f"{space}{word} {first.lstrip()}", *rest]
            return lines
    opened = next((i for i, t in enumerate(tokens) if t.type == "LPAR"), None)
    if opened is not None and tokens[-1].type == "RPAR":
        inner = _broken(tokens[opened + 1 : -1], indent + 2)
        return [space + _line(tokens[: opened + 1]), *inner[:-1], inner[-1] + ")"]
    return [space + row for row in _filled(tokens, WIDTH - indent)]


def _parts(tokens: list[Token], word: str) -> list[list[Token]]:
    """Cut before each "and" or "or" that stands outside all parentheses."""
    depth, parts = 0, [[]]
    for i, token in enumerate(tokens):
        depth += (token.type == "LPAR") - (token.type == "RPAR")
        follows_on = i > 0 and tokens[i - 1].says("on")
        if depth == 0 and token.says(word) and not follows_on and parts[-1]:
            parts.append([])
        parts[-1].append(token)
    return parts
