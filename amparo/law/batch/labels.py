"""Labels that a kind does not have, looked for when an engine has stumbled over one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from amparo.law.errors import LawError, did_you_mean, near

if TYPE_CHECKING:
    from amparo.law import syntax as s
    from amparo.law.batch.judge import Job

EACH = None
"""In a path: every entry of a list. A text is a field of a record."""
Path = tuple[str | None, ...]
Count = Callable[[str, Path], Iterable[tuple[str | None, int]]]
"""Gives for a column, and a path inside of it, the labels there and how often each is."""


def check_labels(job: Job, count: Count) -> None:
    """Raises LawError for the first label that a column has and its kind does not."""
    for where, fact, column, path in _places(job):
        labels = job.law.words.kinds[fact.of or ""].labels
        for label, many in sorted((label, n) for label, n in count(column, path) if label is not None):
            if label not in labels:
                unit = "record" if EACH in path else "row"
                times = f"1 {unit}" if many == 1 else f"{many:,} {unit}s"
                raise LawError(
                    f"{job.source.name}: {where} has '{label}' in {times}, which is no label of '{fact.of}'."
                    f"{did_you_mean(near(label, labels))}"
                )


def _places(job: Job) -> Iterator[tuple[str, s.Fact, str, Path]]:
    """Where there are labels: in words, with what fact or field, in which column and where inside of it."""
    inside: dict[str, Path] = {"one_of": (), "set_of": (EACH,)}
    for name, column in job.columns.items():
        fact = job.law.words.facts[name]
        if fact.type in inside:
            yield f"column '{column}'", fact, column, inside[fact.type]
        elif fact.type == "list_of":
            fields = job.law.words.records[fact.of or ""].fields
            for given in job.source.schema.field(column).type.value_type:
                field = fields[given.name]
                if field.type in inside:
                    where = f"field '{given.name}' of column '{column}'"
                    yield where, field, column, (EACH, given.name, *inside[field.type])
