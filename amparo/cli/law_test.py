"""`amparo law test`: run the worked examples of the law files."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import click

from amparo.cli import common

if TYPE_CHECKING:
    from amparo.law.cases import Result
    from amparo.law.corpus import Corpus
    from amparo.law.errors import Problem


@click.command()
@click.argument("path", required=False)
@common.in_option("Only the examples of this jurisdiction and of those below it.")
@common.corpus_option
@common.json_option
def test(path: str | None, place: str | None, root: str | None, as_json: bool) -> int:
    """Run the worked examples, and name each norm that none of them shows.

    PATH is a corpus, or a file or folder in one. The exit code is 1 when an example fails, when a
    norm has none, and when a file that is tested has a problem.
    """
    from amparo.law.corpus import read

    started = time.monotonic()
    root, inside = common.split_target(path, root)
    corpus = read(root)
    place = common.place_named(corpus, place)

    def ours(file: str) -> bool:
        return common.belongs(file, place) and common.under(file, inside)

    broken = [p for p in corpus.problems if ours(p.at.path)]
    if broken:
        for problem in broken[:3]:
            click.echo(f"{problem}\n", err=True)
        many = common.counted(len(broken), "problem")
        click.echo(f"These files have {many}; the examples were not run. Try 'amparo law check'.", err=True)
        return 1
    results, missing = _run(corpus, place, inside)
    missing = [p for p in missing if ours(p.at.path)]
    failed = [r for r in results if r.problems]
    seconds = time.monotonic() - started
    if as_json:
        common.print_json(_rows(results, missing, seconds))
    else:
        _tell(results, failed, missing, seconds)
    return 1 if failed or missing else 0


def _run(corpus: Corpus, place: str | None, inside: str | None) -> tuple[list[Result], list[Problem]]:
    from amparo.law.cases import run_all, run_case

    if inside is None:
        return run_all(corpus, place)
    if inside in corpus.places:
        return run_all(corpus, inside)
    files = [f for f in corpus.files.values() if common.under(f.path, inside)]
    results = [run_case(corpus, file, case) for file in files for case in file.cases]
    return results, []


def _tell(results: list[Result], failed: list[Result], missing: list[Problem], seconds: float) -> None:
    for result in failed:
        for problem in result.problems:
            click.echo(f"{problem}\n    Example: {result.case.words}\n")
    for problem in missing:
        click.echo(f"{problem}\n")
    passed = len(results) - len(failed)
    click.echo(
        f"{common.counted(len(results), 'example')}: {passed:,} as written, {len(failed):,} not; "
        f"{common.counted(len(missing), 'norm')} without an example ({seconds:.1f} s)."
    )


def _rows(results: list[Result], missing: list[Problem], seconds: float) -> dict[str, Any]:
    return {
        "shape": "amparo.tests/1",
        "seconds": round(seconds, 2),
        "passed": sum(not r.problems for r in results),
        "failed": [
            {
                "file": r.case.at.path,
                "line": r.case.at.line,
                "words": r.case.words,
                "problems": [common.problem_row(p) for p in r.problems],
            }
            for r in results
            if r.problems
        ],
        "norms_without_example": [common.problem_row(p) for p in missing],
    }
