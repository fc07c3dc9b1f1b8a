"""Guarded records are reached through `amparo/core/access` only. Fails, with file and line, on any other way in.

Other ways in are: a model's managers, Django's shortcuts that take a model, and SQL of one's own.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOORS = (
    "amparo/core/access/", "amparo/core/storage/", "amparo/core/models/",
    "amparo/policy/access/", "amparo/policy/models/",
)  # fmt: skip
"""Folders of the doors themselves. Migrations are left out too."""
MANAGERS = {"guarded", "objects", "_base_manager", "_default_manager"}
SHORTCUTS = {"get_object_or_404", "get_list_or_404"}
SQL = {"cursor", "raw", "_raw_delete"}


def ways_in(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file that go around the doors, each with a sentence."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
            yield node.lineno, f"'.{node.attr}' goes around the doors in amparo/core/access: write a function there."
        if isinstance(node, ast.Name) and node.id in SHORTCUTS:
            yield node.lineno, f"'{node.id}' goes around the doors in amparo/core/access: call a function of theirs."
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SQL:
            yield node.lineno, f"'.{node.func.attr}()' is SQL of its own: it belongs into amparo/core/access."


def main(folder: Path = ROOT / "amparo") -> int:
    """Look at every file of the program; the answer is the exit code."""
    found = 0
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder.parent).as_posix()
        if name.startswith((*DOORS, "amparo/law/")) or "/migrations/" in name:
            continue
        for line, told in ways_in(path):
            found += 1
            print(f"{name}:{line}: {told}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
