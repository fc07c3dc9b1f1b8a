"""Law invented at random, and facts at random: batch tells what `ask` tells."""

from __future__ import annotations

import datetime
import random
from functools import partial

from hypothesis import HealthCheck, Phase, assume, example, given, settings
from hypothesis import strategies as st

from amparo.law import days
from amparo.law.ask import shown
from tests.batch.tables import Engine, own_value, table_of, told
from tests.law import invented

PLACE = "us/xx/town"


def facts_of(law, rule, dice: random.Random):
    """A world with gaps, some of its facts invented."""
    world = rule.worlds.some({}, rule.epoch, dice)
    found = {}
    for name, value in world.items():
        fact = law.words.facts[name]
        own = dice.random() < 0.3 and fact.type != "list_of"
        near = partial(own_value, law.words, fact, days.read_date(invented.ON), dice)
        kept = near() if own else shown(law, name, value)
        if fact.type == "list_of":
            kept = [{k: v for k, v in row.items() if dice.random() < 0.8} for row in kept]
        if dice.random() < 0.65:
            found[name] = kept
    return found


PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(levels=invented.LAWS, seed=st.integers(0, 2**32))
@example(levels=[[], [], ["permit q\n  when any entry in list where (day + 2 months is before e)"]], seed=4)
@example(levels=[[], [], ["permit q\n  when (d + n days + 2 months is before e)"]], seed=8)
@example(levels=[[], [], ["require q\n  when any entry in list where (day + 1 days is before e)"]], seed=0)
def test_invented_law_is_judged_in_columns_as_by_itself(tmp_path_factory, levels, seed):
    law = invented.corpus_of(tmp_path_factory.mktemp("law"), levels)
    rule, dice = law.rule("q", PLACE, invented.ON), random.Random(seed)
    assume(len(rule.worlds.tests) <= 12)
    rows = [facts_of(law, rule, dice) for _ in range(25)]
    on = datetime.date.fromisoformat(invented.ON)
    table = table_of(law.words, rows, rule.worlds.names)
    verdicts = [law.ask("q", facts, PLACE, on) for facts in rows]
    for name in ("polars", "duckdb") if seed % 4 == 0 else ("polars",):
        engine = Engine(name, tmp_path_factory.getbasetemp())
        assert engine.verdicts(law, "q", PLACE, table, on=on) == [v.verdict for v in verdicts]
        found = engine.answers(law, "q", PLACE, table, on=on, explain=True)
        assert list(zip(*found.values(), strict=True)) == [told(v) for v in verdicts]
