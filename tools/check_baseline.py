"""Fail when the list of known type errors has grown: it may only get shorter.

Compared are the file as it is now, the file in the last commit, and the file in the commit
before that. A step that cannot be looked at (no git, a first commit, a clone of one commit)
is left out.
"""

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BASELINE = ".pyrefly-baseline.json"


def main(root: Path = ROOT) -> int:
    try:
        steps = known_errors(root)
    except ValueError as problem:
        print(f"{BASELINE} cannot be read ({problem}). Restore it from the last commit.")
        return 1
    for (newer, now), (older, before) in pairwise(steps):
        if now > before:
            print(
                f"There are {now} known type errors in {newer}, "
                f"and there were {before} in {older}. "
                f"Fix the new ones; {BASELINE} may only get shorter."
            )
            return 1
    print(f"Known type errors: {steps[0][1]}. None were added.")
    return 0


def known_errors(root: Path) -> list[tuple[str, int]]:
    """How many errors are listed now, in the last commit and in the one before, as far as known."""
    file = root / BASELINE
    steps = [("your files", count(file.read_text("utf-8")) if file.exists() else 0)]
    for commit, name in (("HEAD", "the last commit"), ("HEAD~1", "the commit before it")):
        text = committed(root, commit)
        if text is None:
            break
        steps.append((name, count(text)))
    return steps


def committed(root: Path, commit: str) -> str | None:
    """The file's text in a commit, or None when there is no such commit or file."""
    try:
        shown = subprocess.run(
            ["git", "-C", str(root), "show", f"{commit}:./{BASELINE}"],
            capture_output=True,
            encoding="utf-8",
        )
    except FileNotFoundError:
        return None
    return shown.stdout if shown.returncode == 0 else None


def count(text: str) -> int:
    found = json.loads(text)
    if not isinstance(found, dict) or not isinstance(found.get("errors"), list):
        raise ValueError('expected {"errors": [...]}')
    return len(found["errors"])


if __name__ == "__main__":
    sys.exit(main())
