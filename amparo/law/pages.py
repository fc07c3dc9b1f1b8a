"""Cut a Markdown law file into front matter, headings, prose and fenced blocks, keeping every place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from amparo.law.errors import Pos, Problem, did_you_mean, near
from amparo.law.syntax import Section

FENCE = re.compile(r"^```(\w*)\s*$")
TAGS = ("law", "case", "vocabulary", "text")
NEEDED = ("jurisdiction", "title", "cite", "binds", "in force", "evidence", "source", "read on", "review")
ALLOWED = ("uses",)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language tag, its text, and the line of the file on which the text begins."""

    tag: str
    text: str
    line: int
    section: Section


@dataclass
class Page:
    """A law or vocabulary file as read. `parts` are prose strings and blocks in reading order."""

    path: str
    front: dict[str, tuple[str, Pos]] = field(default_factory=dict)
    title: str = ""
    parts: list[tuple[Section, str | Block]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def blocks(self, tag: str) -> list[Block]:
        return [b for _, b in self.parts if isinstance(b, Block) and b.tag == tag]

    def get(self, key: str) -> str:
        return self.front[key][0] if key in self.front else ""

    def problem(self, at: Pos, message: str) -> Problem:
        """The problem, with the line of the file that it is about."""
        text = self.lines[at.line - 1] if 0 < at.line <= len(self.lines) else ""
        return Problem(at, message, text)


def read_page(path: str, text: str) -> Page:
    """Read one file; what is wrong with its outline lands in `problems`."""
    page = Page(path, lines=text.splitlines())
    lines, at = page.lines, 0
    if lines[:1] == ["---"]:
        at = _front_matter(page)
    section = Section("", "", Pos(path, 1, 1))
    prose: list[str] = []

    def flush() -> None:
        body = "\n".join(prose).strip()
        if body:
            page.parts.append((section, body))
        prose.clear()

    while at < len(lines):
        line = lines[at]
        fence = FENCE.match(line)
        if fence:
            flush()
            where = Pos(path, at + 1, 1, len(line.rstrip()))
            if fence[1] and fence[1] not in TAGS:
                hint = did_you_mean(near(fence[1], TAGS, 1))
                message = f"There is no block '{fence[1]}'.{hint} Blocks are: {', '.join(TAGS)}."
                page.problems.append(page.problem(where, message))
            end = next((i for i in range(at + 1, len(lines)) if FENCE.match(lines[i])), len(lines))
            closed = end < len(lines) and lines[end].rstrip() == "```"
            if not closed:
                page.problems.append(page.problem(where, "This block is never closed: end it with a line of ```."))
            body = "\n".join(lines[at + 1 : end])
            page.parts.append((section, Block(fence[1], body, at + 2, section)))
            at = end if closed else end - 1
        elif line.lstrip().startswith("```"):
            where = Pos(path, at + 1, 1, len(line.rstrip()))
            message = "A block begins with ``` and one word, at the start of the line, and ends with ``` alone."
            page.problems.append(page.problem(where, message))
            end = next((i for i in range(at + 1, len(lines)) if lines[i].lstrip().startswith("```")), at)
            at = end if lines[end].strip() == "```" else at
        elif line.startswith("# ") and not page.title:
            page.title = line[2:].strip()
        elif line.startswith("## "):
            flush()
            section = _section(path, line, at + 1)
        else:
            prose.append(line)
        at += 1
    flush()
    return page


def _section(path: str, line: str, number: int) -> Section:
    """`## CITE — Title`; a heading without the dash is a title without a citation."""
    head = line[3:].strip()
    where = Pos(path, number, 4, len(head))
    cite, dash, title = head.partition(" — ")
    if dash:
        return Section(cite.strip(), title.strip(), where)
    return Section("", head, where)


def _front_matter(page: Page) -> int:
    number = len(page.lines) + 1
    for number, line in enumerate(page.lines[1:], 2):
        if line.strip() == "---":
            return number
        key, colon, value = line.partition(":")
        if not line.strip():
            continue
        if line.startswith(("# ", "## ", "```")):
            break
        if not colon:
            where = Pos(page.path, number, 1, len(line))
            page.problems.append(page.problem(where, "A line of the front matter reads 'name: value'."))
            continue
        if key.strip() not in (*NEEDED, *ALLOWED):
            where = Pos(page.path, number, 1, len(key.rstrip()))
            hint = did_you_mean(near(key.strip(), (*NEEDED, *ALLOWED), 1))
            page.problems.append(page.problem(where, f"The front matter has no place for '{key.strip()}'.{hint}"))
            continue
        column = len(line) - len(value.lstrip()) + 1
        page.front[key.strip()] = (value.strip(), Pos(page.path, number, column, max(1, len(value.strip()))))
    page.problems.append(
        page.problem(Pos(page.path, 1, 1, 3), "The front matter is never closed: end it with a line of ---.")
    )
    return number - 1


def means(ref: str, *cites: str) -> bool:
    """Does a reference mean a section that is cited in one of these ways? Spaces do not count, and of a
    citation that stands for itself the beginning is enough."""
    ref, *names = (text.replace(" ", "").replace("§§", "§") for text in (ref, *cites))
    return ref in names or (not ref.startswith("§") and any(name.startswith(ref) for name in names))


def anchor(text: str) -> str:
    """The part of an address that names a section: `§ 9-131(b)(1)` becomes `s-9-131-b-1`."""
    words = re.sub(r"[^a-z0-9]+", "-", text.lower().replace("§", "s-")).strip("-")
    return words or "top"
