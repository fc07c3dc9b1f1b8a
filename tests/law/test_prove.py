"""What is proved about the law is true of every fact there can be, and `ask` says the same."""

from __future__ import annotations

import datetime
import itertools
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from amparo.law import LawError, UnknownName, load, logic
from amparo.law.cases import run_case
from amparo.law.corpus import read, read_day
from amparo.law.prove import at_least, conflicts, dead, diff, gaps, questions, side
from amparo.law.prove_search import Search
from amparo.law.prove_table import grid, theorems
from amparo.law.prove_terms import neg
from amparo.law.prove_text import case_text, statements
from amparo.law.verdict import VERDICTS
from amparo.law.words import Words
from tests.law.invented import DOMAINS, FRONT, LAWS, LISTS, ON, PLACES, WORDS, corpus_of, outcome

DAY = read_day(ON)
SHIPPED_ON = "2026-11-22"
USUAL = settings(
    max_examples=15, deadline=None, suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate), print_blob=True,
)  # fmt: skip


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


@pytest.fixture(scope="module")
def law():
    return load()


@pytest.fixture
def invented(tmp_path):
    """Sides of an invented place with some norms, one side for each set of norms."""

    def make(*laws: str):
        sides = []
        for i, norms in enumerate(laws):
            corpus = corpus_of(tmp_path / str(i), [[], [], [norms]])
            sides.append(side(corpus, PLACES[-1], ON))
        return sides if len(sides) > 1 else sides[0]

    return make


def facts_of(found):
    return [dict(s.facts) for s in found.situations]


# ---- the same as trying everything -------------------------------------------------------------
@settings(USUAL, max_examples=8)
@given(levels=LAWS, seed=st.integers(0, 10**6))
def test_the_reasons_cover_every_world_in_which_random_laws_differ_and_no_other(folder, levels, seed):
    corpus = corpus_of(folder, levels)
    rules = [corpus.rule("q", place, ON) for place in PLACES[1:]]
    names = dict.fromkeys(n for rule in rules for n in rule.worlds.names)
    size = 1
    for name in names:
        size *= len(DOMAINS.get(name, LISTS))
    assume(1 < size < 20_000)
    search = Search(corpus.words, [(r.levels, DAY) for r in rules], {})
    reasons = list(search.reasons(lambda told: told[0] != told[1]))
    for reason in reasons:  # and none of its tests could be taken out
        tests = [search.terms.tests[t, d] if on else neg(search.terms.tests[t, d]) for t, d, on in reason.tests]
        for i in range(len(tests)):
            assert search.met(search.keeper, neg(search.pair(reason.verdicts)), *tests[:i], *tests[i + 1 :])
    worlds = list(itertools.product(*(DOMAINS.get(n, LISTS) for n in names)))
    for values in random.Random(seed).sample(worlds, min(300, size)):
        world = dict(zip(names, values, strict=True))
        told = tuple(outcome(rule, world, DAY) for rule in rules)
        meets = {r.verdicts for r in reasons if all(logic.holds(t, world, DAY) is holds for t, _, holds in r.tests)}
        assert meets == ({told} if told[0] != told[1] else set())


@USUAL
@given(levels=LAWS)
def test_every_situation_of_random_laws_differs_under_ask(folder, levels):
    corpus = corpus_of(folder, levels)
    a, b = (side(corpus, place, ON) for place in PLACES[1:])
    found = diff("q", a, b, most=6)
    assert len({str(f) for f in facts_of(found)}) == len(found.situations)
    for situation in found.situations:
        one, two = (corpus.ask("q", situation.facts, x.place, ON).verdict for x in (a, b))
        assert (one, two) == situation.verdicts
        assert one != two


def stand_ins(rule, day, known=None, names=None):
    """Complete facts, one for each way in which the tests of a rule can turn out."""
    known, names = known or {}, rule.worlds.names if names is None else names
    if not names:
        yield known
        return
    for value in rule.worlds.values(names[0], known, day):
        yield from stand_ins(rule, day, {**known, names[0]: value}, names[1:])


@pytest.mark.parametrize("place", ["us", "us/tx/houston", "us/il/chicago", "us/ny/new-york", "us/ca/los-angeles"])
def test_the_verdicts_that_occur_are_those_that_trying_all_stand_ins_gives(law, place):
    day, tried = read_day(SHIPPED_ON), 0
    for question in law.words.questions:
        rule = law.rule(question, place, SHIPPED_ON)
        worlds = list(itertools.islice(stand_ins(rule, day), 1500))
        if not rule.norms or len(worlds) == 1500:
            continue
        tried += 1
        search = Search(law.words, [(rule.levels, day)], {})
        possible = {v for v in VERDICTS if search.possible(search.says(0, [v]))}
        assert possible == {outcome(rule, world, day) for world in worlds}, question
    assert tried > 10


# ---- the shipped law -----------------------------------------------------------------------------
def test_every_difference_between_two_cities_is_one_under_ask(law):
    a, b = side(law, "us/ca/san-francisco", SHIPPED_ON), side(law, "us/ny/new-york", SHIPPED_ON)
    shown = 0
    for question in questions(a, b):
        found = diff(question, a, b, most=8)
        lengths = [len(s.facts) for s in found.situations]
        assert lengths == sorted(lengths)
        for situation in found.situations:
            one, two = (law.ask(question, situation.facts, x.place, SHIPPED_ON) for x in (a, b))
            assert (one.verdict, two.verdict) == situation.verdicts
            assert one.decided
            assert two.decided
            assert one.verdict != two.verdict
            for name, labels in situation.others.items():
                other = {**situation.facts, name: labels[-1]}
                assert tuple(law.ask(question, other, x.place, SHIPPED_ON).verdict for x in (a, b)) == (
                    situation.verdicts
                )
            shown += 1
    assert shown > 100


def test_the_situations_are_cases_that_check_and_run_as_written(law, tmp_path):
    chicago, york = side(law, "us/il/chicago", SHIPPED_ON), side(law, "us/ny/new-york", SHIPPED_ON)
    texts = []
    for question in ("hold_on_detainer", "notify_release", "share_personal_information", "certify_u_visa"):
        found = diff(question, chicago, york, most=12)
        texts += [case_text(s, found.sides, at) for s in found.situations for at in (0, 1)]
        texts += [case_text(s, (chicago,)) for s in gaps(question, chicago, most=6).situations]
    root = tmp_path / "corpus"
    for path in Path(law.root).rglob("*"):
        if path.name == "place.toml" or (path.suffix == ".md" and not path.name.endswith(".es.md")):
            target = root / path.relative_to(law.root)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    front = FRONT.format(place="us", norms="").partition("# Invented")[0]
    blocks = "\n\n".join(f"```case\n{text}\n```" for text in texts)
    (root / "us" / "situations.md").write_text(f"{front}# Situations\n\n## § 1 — All\n\n{blocks}\n")
    corpus = read(root, cache=False)
    assert not [str(p) for p in corpus.problems if p.at.path == "us/situations.md"]
    file = corpus.files["us/situations"]
    assert len(file.cases) == len(texts) > 60
    assert not [p.message for case in file.cases for p in run_case(corpus, file, case).problems]


def test_two_days_of_one_place_can_be_compared(law):
    before, after = side(law, "us/il/chicago", "2016-06-01"), side(law, "us/il/chicago", SHIPPED_ON)
    found = diff("hold_on_detainer", before, after, most=5)
    assert found.situations
    for s in found.situations:
        told = tuple(law.ask("hold_on_detainer", s.facts, x.place, x.on).verdict for x in (before, after))
        assert told == s.verdicts


def test_the_same_law_is_proved_the_same(law):
    a, b = side(law, "us/tx/houston", SHIPPED_ON), side(law, "us/tx/houston", "2026-11-21")
    for question in questions(a, b):
        found = diff(question, a, b)
        assert (found.situations, found.complete) == ((), True)


def test_situations_have_the_facts_that_are_given(law):
    at = side(law, "us/il/chicago", SHIPPED_ON)
    given_ = {"agency": "police", "request": "immigration_detainer"}
    assert gaps("hold_on_detainer", at, given=given_).complete
    found = diff("notify_release", at, side(law, "us/tx", SHIPPED_ON), given=given_)
    assert found.situations
    assert all(given_.items() <= s.facts.items() for s in found.situations)


def test_a_given_list_counts_as_it_is(law):
    york = side(law, "us/ny/new-york", SHIPPED_ON)
    found = diff("hold_on_detainer", york, side(law, "us/il/chicago", SHIPPED_ON), given={"convictions": []}, most=5)
    assert found.situations
    assert all(s.facts["convictions"] == [] for s in found.situations)


# ---- exact results ---------------------------------------------------------------------------------
def test_a_difference_is_the_smallest_situation_with_both_verdicts(invented):
    a, b = invented("forbid q when a and n is at least 3", "forbid q when a")
    found = diff("q", a, b)
    assert [(s.verdicts, s.facts) for s in found.situations] == [(("silent", "forbidden"), {"a": True, "n": 0})]
    assert found.complete


def test_a_redraft_is_proved_the_same(invented):
    a, b = invented(
        "forbid q when a and (b or n is at least 3)", "forbid q when a and b\nforbid q when n is more than 2 and a"
    )
    found = diff("q", a, b)
    assert (found.situations, found.complete, found.settled) == ((), True, True)


def test_a_condition_on_both_sides_of_a_choice_is_left_out_of_the_situation(invented):
    a, b = invented("forbid q when (a and b) or (a and not b)", "permit q when b or not b")
    found = diff("q", a, b)
    assert {(s.verdicts, tuple(s.facts.items())) for s in found.situations} == {
        (("forbidden", "permitted"), (("a", True),)),
        (("silent", "permitted"), (("a", False),)),
    }


def test_counts_are_told_apart_by_as_few_records_as_it_takes(invented):
    norm = "forbid q when count of list where (heavy) is at least {}"
    found = diff("q", *invented(norm.format(2), norm.format(4)))
    assert [s.verdicts for s in found.situations] == [("forbidden", "silent")]
    rows = found.situations[0].facts["list"]
    assert sum(row.get("heavy", False) for row in rows) in (2, 3)
    assert found.complete


def test_overlapping_counts_need_records_that_meet_both_conditions(invented):
    a, b = invented(
        "forbid q when count of list where (heavy) is at least 2 and no entry in list where (heavy and shade is red)",
        "forbid q when count of list where (heavy and shade is not red) is at least 2",
    )
    found = diff("q", a, b)
    assert found.complete
    for s in found.situations:
        heavy = [row for row in s.facts["list"] if row.get("heavy")]
        assert sum(row["shade"] != "red" for row in heavy) >= 2
        assert any(row["shade"] == "red" for row in heavy)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("3 business days", "5 days"), ("1 months", "31 days"), ("2 years", "730 days"), ("1 business days", "3 days"),
    ],
)  # fmt: skip
def test_the_calendar_is_exact(invented, one, two):
    a, b = invented(f"forbid q when e is before d + {one}", f"forbid q when e is before d + {two}")
    found = diff("q", a, b)
    assert found.settled
    assert {s.verdicts for s in found.situations} <= {("silent", "forbidden"), ("forbidden", "silent")}
    expected = set()
    start = datetime.date(2026, 1, 1)
    rules = [x.rule("q") for x in (a, b)]
    for day, later in itertools.product(range(70), range(740)):
        if later > 40 and "years" not in one:
            break
        facts = {"d": start + datetime.timedelta(day), "e": start + datetime.timedelta(day + later)}
        expected.add(tuple(r.decide(facts, ON) for r in rules))
    assert expected - {("silent", "silent"), ("forbidden", "forbidden")} <= {s.verdicts for s in found.situations}


def test_what_no_business_day_reaches_is_proved(invented):
    a, b = invented("forbid q when e is before d + 2 days", "forbid q when e is before d + 2 business days")
    assert at_least("q", b, a, silence=True).holds
    assert not at_least("q", a, b, silence=True).holds


def test_conflicts_gaps_and_dead_norms(invented):
    at = invented("forbid q when a\nrequire q when b and k is red\npermit q when a and not b")
    assert facts_of(conflicts("q", at)) == [{"a": True, "b": True, "k": "red"}]
    assert facts_of(gaps("q", at)) == [{"k": "green", "a": False}, {"a": False, "b": False}]
    assert [(d.norm.modality, d.why) for d in dead("q", at)] == [("permit", "gives_way")]


def test_a_norm_that_higher_law_always_strikes_is_dead(folder):
    corpus = corpus_of(folder, [["protect q when a"], ["forbid q when not a and a"], ["forbid q when a and b"]])
    whys = {(d.norm.place, d.why) for d in dead("q", side(corpus, PLACES[-1], ON))}
    assert whys == {("us/xx", "never_applies"), ("us/xx/town", "overridden")}


def test_at_least_is_proved_or_shown_not_to_hold(invented):
    a, b = invented("forbid q when a\npermit q when not a", "forbid q when a and b")
    assert at_least("q", a, b).holds is True
    assert at_least("q", b, a).holds is True
    other = at_least("q", b, a, silence=True)
    assert other.holds is False
    assert [(s.verdicts, s.facts) for s in other.counterexamples] == [
        (("silent", "forbidden"), {"a": True, "b": False})
    ]


def test_a_draft_may_have_facts_of_its_own(tmp_path):
    old = corpus_of(tmp_path / "old", [[], [], ["forbid q when a"]])
    corpus_of(tmp_path / "new", [[], [], ["forbid q when a unless novel"]])
    words = WORDS.replace("question q", 'fact novel: yes/no says "new" denies "not new" ask "New?"\nquestion q')
    (tmp_path / "new" / "vocabulary" / "words.md").write_text(words)
    new = read(tmp_path / "new", cache=False)
    found = diff("q", side(old, PLACES[-1], ON), side(new, PLACES[-1], ON))
    assert [(s.verdicts, s.facts) for s in found.situations] == [(("forbidden", "silent"), {"a": True, "novel": True})]
    assert "novel" not in case_text(found.situations[0], found.sides, 0)
    assert "novel" in case_text(found.situations[0], found.sides, 1)


def test_a_fact_of_another_type_cannot_be_compared(tmp_path):
    old = corpus_of(tmp_path / "old", [[], [], ["forbid q when a"]])
    corpus_of(tmp_path / "new", [[], [], ["forbid q when a is at least 3"]])
    words = re.sub(r"fact a:.*", 'fact a: number label "a" ask "How many?"', WORDS)
    (tmp_path / "new" / "vocabulary" / "words.md").write_text(words)
    new = read(tmp_path / "new", cache=False)
    with pytest.raises(LawError, match="'a' is a yes/no fact in one law and a number in the other"):
        diff("q", side(old, PLACES[-1], ON), side(new, PLACES[-1], ON))


def test_names_that_do_not_exist_are_errors(law):
    at = side(law, "us/il/chicago", SHIPPED_ON)
    with pytest.raises(UnknownName, match="hold_on_detainer"):
        gaps("hold_on_detaner", at)
    with pytest.raises(UnknownName, match="'agency'"):
        gaps("hold_on_detainer", at, given={"agncy": "police"})
    with pytest.raises(UnknownName):
        side(law, "us/il/chicag")


# ---- tables ------------------------------------------------------------------------------------------
def test_the_grid_says_what_ask_can_answer(law):
    cells = grid(law, ["us/il/chicago", "us/tx"], SHIPPED_ON)
    assert len(cells) == 2 * len(law.words.questions)
    dice = random.Random(5)
    for (question, place), cell in dice.sample(sorted(cells.items(), key=lambda x: x[0]), 60):
        rule = law.rule(question, place, SHIPPED_ON)
        assert set(cell.verdicts) == rule.possible({}, read_day(SHIPPED_ON))
        assert set(cell.shares) == set(cell.verdicts)
        assert sum(cell.shares.values()) == pytest.approx(1, abs=1e-4)
        assert (cell.summary == "no_law") == (not rule.norms)


def test_the_theorems_of_all_places_are_those_of_each_pair(law):
    places = ["us/il/chicago", "us/tx/houston", "us/ny/new-york"]
    found = theorems(law, places, SHIPPED_ON)
    for (question, a, b), holds in random.Random(7).sample(sorted(found.items()), 60):
        assert at_least(question, side(law, a, SHIPPED_ON), side(law, b, SHIPPED_ON), most=1).holds is holds
    assert found["hold_on_detainer", "us/il/chicago", "us/tx/houston"] is True


# ---- words -------------------------------------------------------------------------------------------
def test_situations_are_said_in_both_languages(law):
    at = side(law, "us/il/chicago", SHIPPED_ON)
    found = gaps("hold_on_detainer", at, given={"agency": "police", "request": "release_notification"}, most=2)
    for situation in found.situations:
        for lang in ("en", "es"):
            assert len(statements(situation, Words(law, lang))) == len(situation.facts)


def test_z3_is_not_loaded_by_asking():
    code = (
        "import sys, amparo.law, amparo.law.rule, amparo.law.ask, amparo.cli.law_diff, amparo.cli.law_prove;"
        "assert 'z3' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
