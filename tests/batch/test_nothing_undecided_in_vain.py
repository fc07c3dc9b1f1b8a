"""No row is firm that a missing fact could overturn, and none is left open for nothing: against oracles that
try every way to fill in what is missing."""

from __future__ import annotations

import datetime
import importlib
import random

import pyarrow as pa
import pytest

from amparo.law import load
from amparo.law.ask import shown
from amparo.law.verdict import in_order
from tests.batch.tables import table_of
from tests.law.test_exact import law as tried_law
from tests.law.test_exact import rules, size, some_facts, tried

TYPES = {"civil": pa.bool_(), "warrant": pa.bool_(), "offence": pa.uint8(), "conviction_day": pa.int32(),
         "request_day": pa.int32(), "hours_held": pa.int16()}  # fmt: skip
VERDICTS = {True: "permitted", False: "forbidden", None: "undecided"}


@pytest.fixture(scope="module")
def reference(root):
    """The reference rule, and 100,000 rows of facts with what all completions of each agree on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(root / "benchmarks" / "peers"))
        peer = importlib.import_module("kleene_gap")
        rows = [peer.known(number) for number in range(100_000)]
        return load(root / "benchmarks" / "reference"), rows, [VERDICTS[peer.truth(facts)] for facts in rows]


def test_the_rows_of_the_reference_rule_are_never_wrong_and_never_open_without_need(reference, engine):
    law, rows, want = reference
    table = pa.table({name: pa.array([row[name] for row in rows], type_) for name, type_ in TYPES.items()})
    found = engine.verdicts(law, "hold", "us", table, on="2026-11-22")
    firm = sum(a not in (b, "undecided") for a, b in zip(found, want, strict=True))
    open_ = sum(a == "undecided" != b for a, b in zip(found, want, strict=True))
    assert (firm, open_) == (0, 0)
    assert sum(None in row.values() for row in rows) > 20_000


def test_rows_of_the_corpus_have_exactly_the_verdicts_that_some_completion_gives(engine):
    """Sixty rules, a third with lists of records and a third with dates; on Spark nine, without why."""
    dice = random.Random(11)
    spark = engine.name.startswith("spark")
    for kind in ("plain", "amounts", "lists"):
        for rule, today in dice.sample(rules(kind), min(len(rules(kind)), 3 if spark else 20)):
            known = [k for r, k, t in _some(rule, today, dice)]
            if not known:
                continue
            want = [list(in_order(tried(rule, facts, today, dice))) for facts in known]
            rows = [{n: shown(tried_law(), n, v) for n, v in facts.items()} for facts in known]
            on = datetime.date.fromordinal(today)
            table = table_of(tried_law().words, rows, rule.worlds.names)
            found = engine.answers(tried_law(), rule.question, rule.place, table, on=on, explain=not spark)
            firm = [w[0] if len(w) == 1 else "undecided" for w in want]
            assert found["verdict"] == firm, (rule.question, rule.place, on)
            if not spark:
                assert found["possible"] == want, (rule.question, rule.place, on)


def _some(rule, today, dice, rows=8, worlds=400):
    """Facts for a rule that leave few enough worlds to try them all."""
    found = []
    for _ in range(4 * rows):
        known = some_facts(rule, today, dice)
        if size(rule, known, today) <= worlds:
            found.append((rule, known, today))
        if len(found) == rows:
            break
    return found
