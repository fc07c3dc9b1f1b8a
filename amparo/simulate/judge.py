"""Each record judged: by the law of one place, or by the law of the place where it belongs."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amparo.simulate.translate import DAY, PLACE, STATE, Cases

if TYPE_CHECKING:
    import polars as pl

    from amparo.law.corpus import Corpus

VERDICT, POSSIBLE, BECAUSE, MISSING, JUDGED = "@verdict", "@possible", "@because", "@missing", "@judged"
DIFFERENT = "@different"

Tick = Callable[[int], None]


@dataclass(frozen=True)
class When:
    """Of which day the law is: of `on` for every record, or of each record's own day."""

    on: datetime.date
    its_day: bool = False


def own_place(law: Corpus, place: str, top: str) -> str:
    """The nearest place, from this one upwards, whose law is in the corpus."""
    while place not in law.places and "/" in place:
        place = place.rpartition("/")[0]
    return place if place in law.places else top


def judge(
    law: Corpus, question: str, cases: Cases, place: str | None, top: str, when: When, tick: Tick
) -> pl.DataFrame:
    """The records with the columns `@judged` (the place whose law it is), `@verdict`, `@possible`,
    `@because` and `@missing`. `place` None is the record's own. `tick` hears of records that are done.

    Records with the same facts, place and day are judged once.
    """
    import polars as pl

    frame = cases.frame
    if place is None:
        places = {p: own_place(law, p, top) for p in frame[PLACE].unique().to_list()}
        frame = frame.with_columns(frame[PLACE].replace_strict(places, return_dtype=pl.String).alias(JUDGED))
    else:
        frame = frame.with_columns(pl.lit(place).alias(JUDGED))
    keys = [JUDGED, *([DAY] if when.its_day else []), *(f for f in cases.facts if frame.schema[f] != pl.List)]
    groups = frame.select(pl.struct(keys).alias("key")).to_series()
    frame = frame.with_columns(groups.rank("dense").cast(pl.UInt32).alias(DIFFERENT))
    different = frame.unique(DIFFERENT, keep="first").sort(DIFFERENT)
    many = dict(frame.group_by(DIFFERENT).len().iter_rows())
    parts = []
    for (where,), part in different.partition_by(JUDGED, as_dict=True, maintain_order=True).items():
        parts.append(_judged(law, question, str(where), part, cases, when))
        tick(sum(many[n] for n in part[DIFFERENT]))
    return frame.join(pl.concat(parts), on=DIFFERENT, how="left", maintain_order="left")


def _judged(law: Corpus, question: str, place: str, part: pl.DataFrame, cases: Cases, when: When) -> pl.DataFrame:
    import polars as pl

    from amparo.law.batch import judge_table

    names = [*cases.facts, *([DAY] if when.its_day else [])]
    table = part.select(DIFFERENT, *names).to_arrow(compat_level=pl.CompatLevel.oldest()).drop([DIFFERENT])
    answers = judge_table(
        law,
        question,
        place,
        table,
        on=None if when.its_day else when.on,
        day_column=DAY if when.its_day else None,
        explain=True,
    )
    found = pl.DataFrame(answers)
    return pl.DataFrame(
        [
            part[DIFFERENT],
            # Nothing in force on the day: no law says. The figures tell the two no further apart.
            found["verdict"].cast(pl.String).replace("not_in_force", "silent").alias(VERDICT),
            found["possible"].alias(POSSIBLE),
            found["because"].alias(BECAUSE),
            found["missing"].alias(MISSING),
        ]
    )


def alone(judged: pl.DataFrame, top: str) -> tuple[int, int]:
    """How many records were judged by the law of the whole country alone because their state is not in
    the corpus, and because no state is recorded."""
    import polars as pl

    plain = judged.filter(pl.col(JUDGED) == top)
    unsaid = plain[STATE].null_count()
    return plain.height - unsaid, unsaid
