"""Records are judged by the law that was asked for, and every one of them is counted once."""

from collections import Counter

import pytest

from amparo.law.errors import LawError
from amparo.simulate.run import plan, run, simulate


@pytest.fixture
def counted(invented, mapping, papers):
    def made(*changes, **asked):
        return simulate(invented, papers(), mapping=mapping(*changes), on="2026-03-02", **asked)

    return made


def test_each_record_is_judged_by_the_law_of_its_own_state(counted):
    under = counted().unders[0]
    assert under.total().verdicts == {"permitted": 1, "silent": 2, "undecided": 2}
    assert under.judged_by == {"us/ny": 3, "us": 2}
    assert (under.not_covered, under.unplaced) == (1, 1)


def test_an_unknown_fact_leaves_the_verdict_open_and_is_counted_as_missing(counted):
    under = counted().unders[0]
    assert under.total().verdicts["permitted"] == 1
    assert under.total().verdicts["undecided"] == 2
    assert under.missing["convictions"] == 2
    assert under.missing["signed"] == 1


def test_records_that_are_set_apart_are_in_no_figure(counted):
    found = counted()
    assert (found.records, found.judged) == (6, 5)
    assert [(words["en"], many) for words, many in found.set_apart] == [("a federal office", 1)]
    assert found.unders[0].total().records == 5


def test_verdicts_stand_beside_what_was_recorded(counted):
    under = counted().unders[0]
    assert under.total().outcomes == {"kept": 2, "free": 2, "none": 1}
    crossed = {(c.verdict, c.outcome): c.records for c in under.crossed()}
    assert crossed["permitted", "free"] == 1
    assert sum(crossed.values()) == 5


def test_groups_add_up_to_all_records(counted):
    under = counted().unders[0]
    assert [(r.group, r.records) for r in under.rows("month")] == [("2026-01", 2), ("2026-02", 3)]
    for name in ("month", "office"):
        assert sum(r.records for r in under.rows(name)) == 5


def test_one_law_can_be_asked_of_all_records(counted):
    own, other = counted(places=("own", "us/ny")).unders
    assert own.judged_by != other.judged_by == {"us/ny": 5}
    assert (other.not_covered, other.unplaced) == (0, 0)


def test_only_the_records_of_one_place_can_be_taken(counted):
    found = counted(origin="us/ny")
    assert (found.records, found.elsewhere, found.judged) == (6, 2, 3)


def test_a_place_without_any_record_is_said(counted):
    with pytest.raises(LawError, match=r"papers\.csv has no record from 'us/ny/north'"):
        counted(origin="us/ny/north")


def test_each_record_can_be_judged_by_the_law_of_its_own_day(invented, mapping, papers):
    old = papers("day,paper,office,judge,state,end\n06/01/2019,FORM 12,North police,Y,AALAND,Kept\n"
                 "06/01/2021,FORM 12,North police,Y,AALAND,Kept\n")  # fmt: skip
    today = simulate(invented, old, mapping=mapping(), on="2026-03-02").unders[0]
    own = simulate(invented, old, mapping=mapping(), its_day=True).unders[0]
    assert today.total().verdicts == {"permitted": 2}
    assert own.total().verdicts == {"permitted": 1, "silent": 1}


def test_a_fact_can_be_assumed_and_the_assumption_is_kept(counted):
    found = counted(assume={"convictions": [], "signed_by_nobody": None})
    assert found.assumed == {"convictions": []}
    assert found.unders[0].total().verdicts == {"forbidden": 1, "permitted": 1, "silent": 2, "undecided": 1}


def test_what_the_data_say_is_not_assumed_away(counted):
    with pytest.raises(LawError, match="'signed' is read from the data"):
        counted(assume={"signed": "yes"})


def test_the_counts_are_what_ask_says_of_each_record(law):
    made = plan(law, on="2026-11-22")
    simulation, (judged,) = run(made)
    facts = ["request", "agency"]
    asked: Counter[str] = Counter()
    for place, *values, many in judged.group_by("@judged", *facts).len().iter_rows():
        verdict = law.ask("hold_on_detainer", dict(zip(facts, values, strict=True)), place, "2026-11-22").verdict
        asked["silent" if verdict == "not_in_force" else verdict] += many
    assert simulation.unders[0].total().verdicts == dict(asked)
