"""Whatever stands in a file, reading it gives problems or a corpus; whatever is asked gives an answer or
an error that says what is wrong. Nothing else is ever raised."""

import datetime
import json
import random
import re
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from amparo.law.ask import Verdict
from amparo.law.cases import run_case
from amparo.law.corpus import CORPUS, Corpus, load, read
from amparo.law.errors import LawError

BAD = Path(__file__).with_name("bad")
LAW_FILES = sorted(
    path for path in CORPUS.glob("us/**/*.md") if not path.name.endswith(".es.md") and path.name != "README.md"
)
WORD_FILES = sorted(CORPUS.glob("vocabulary/*.md"))
SMALL_FILES = sorted(BAD.glob("law/*.md"))
FEW = settings(deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
GOOD = (BAD / "law" / "misspelt-label.md").read_text(encoding="utf-8").replace("detaner", "detainer")
STRANGE = ["\0", "\r", "\u2028", "\x85", "\ufeff", "\u202e", "é", "§", "”", "😀", "\U0010ffff", "\t"]
PIECE = re.compile(r"\w+|[^\w\s]|\n|[ \t]+")


# ---- files -----------------------------------------------------------------------------------
@st.composite
def spoiled(draw: st.DrawFn, files: list[Path]) -> tuple[Path, str]:
    """A file, and its text with a few changes no one would make on purpose."""
    path = draw(st.sampled_from(files))
    text = path.read_text(encoding="utf-8")
    dice = random.Random(draw(st.integers(0, 2**32)))
    for _ in range(draw(st.integers(1, 4))):
        text = CHANGES[draw(st.sampled_from(sorted(CHANGES)))](text, dice)
    return path, text


def _pieces(change):
    """A change of the list of words, signs, spaces and line ends of a text."""

    def changed(text: str, dice: random.Random) -> str:
        pieces = PIECE.findall(text)
        if pieces:
            change(pieces, dice.randrange(len(pieces)), dice)
        return "".join(pieces)

    return changed


def _swap(pieces: list[str], at: int, dice: random.Random) -> None:
    other = dice.randrange(len(pieces))
    pieces[at], pieces[other] = pieces[other], pieces[at]


def _lines(text: str, dice: random.Random) -> str:
    lines = text.split("\n")
    at, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[at], lines[other] = lines[other], lines[at]
    return "\n".join(lines)


CHANGES = {
    "delete a word": _pieces(lambda pieces, at, dice: pieces.pop(at)),
    "say a word twice": _pieces(lambda pieces, at, dice: pieces.insert(at, pieces[at])),
    "swap two words": _pieces(_swap),
    "put in a strange character": _pieces(lambda pieces, at, dice: pieces.insert(at, dice.choice(STRANGE))),
    "put in a huge number": _pieces(lambda pieces, at, dice: pieces.insert(at, "9" * 5000)),
    "put in a very long word": _pieces(lambda pieces, at, dice: pieces.insert(at, "a" * 20_000)),
    "open many parentheses": _pieces(lambda pieces, at, dice: pieces.insert(at, "(" * 500)),
    "swap two lines": _lines,
    "cut the end off": lambda text, dice: text[: dice.randrange(len(text) + 1)],
    "cut the beginning off": lambda text, dice: text[dice.randrange(len(text) + 1) :],
    "end lines as Windows does": lambda text, dice: text.replace("\n", "\r\n"),
    "write all in one line": lambda text, dice: text.replace("\n", " "),
}


def small_corpus(folder: Path, name: str, text: str) -> Path:
    """The small corpus of the bad examples with one more file."""
    made = folder / "corpus"
    shutil.copytree(BAD / "corpus", made)
    (made / "us/ny/good.md").write_text(GOOD, encoding="utf-8")
    (made / name).write_text(text, encoding="utf-8", newline="")
    return made


def check(folder: Path, name: str, text: str) -> None:
    """Read the small corpus with this file in it; a corpus without problems can be asked, too."""
    corpus = read(small_corpus(folder, name, text), cache=False)
    for problem in corpus.problems:
        assert problem.message
        assert problem.at.path in corpus.lines
        assert str(problem).startswith(f"{problem.at.path}:{problem.at.line}:{problem.at.column}: ")
    if not corpus.problems:
        for file in corpus.files.values():
            for case in file.cases:
                run_case(corpus, file, case)


@settings(FEW, max_examples=150)
@given(text=st.text(max_size=400))
@example(text="")
@example(text="---\n")
@example(text="---\n---\n```law\n")
@example(text="\ufeff---\njurisdiction: us/ny\n---\n")
def test_any_text_at_all_can_stand_in_a_law_file(text):
    with tempfile.TemporaryDirectory() as folder:
        check(Path(folder), "us/ny/law.md", text)


@settings(FEW, max_examples=150)
@given(found=spoiled(SMALL_FILES))
def test_a_small_law_file_can_be_spoiled_in_any_way(found):
    with tempfile.TemporaryDirectory() as folder:
        check(Path(folder), "us/ny/law.md", found[1])


@settings(FEW, max_examples=40)
@given(found=spoiled(LAW_FILES))
def test_a_real_law_file_can_be_spoiled_in_any_way(found):
    path, text = found
    with tempfile.TemporaryDirectory() as folder:
        text = re.sub(r"(?m)^jurisdiction:.*$", "jurisdiction: us/ny", text, count=1)
        check(Path(folder), f"us/ny/{path.name}", text)


@settings(FEW, max_examples=25)
@given(found=spoiled(WORD_FILES))
def test_a_vocabulary_file_can_be_spoiled_in_any_way(found):
    with tempfile.TemporaryDirectory() as folder:
        check(Path(folder), "vocabulary/words.md", found[1])


@settings(FEW, max_examples=60)
@given(text=st.text(max_size=200))
def test_any_text_at_all_can_stand_in_a_place_file(text):
    with tempfile.TemporaryDirectory() as folder:
        check(Path(folder), "us/ny/place.toml", text)


@pytest.mark.parametrize(
    "text", ["name = 3\nkind = 4\n", "name = []\nkind = {}\ncircuit = 2\n", 'zip_prefixes = "1"\n']
)
def test_a_place_file_may_have_values_of_any_type(text, tmp_path):
    check(tmp_path, "us/ny/place.toml", text)


def test_bytes_that_are_no_text_are_read_all_the_same(tmp_path):
    made = small_corpus(tmp_path, "us/ny/law.md", "")
    (made / "us/ny/law.md").write_bytes(bytes(range(256)) * 40)
    (problem,) = read(made, cache=False).problems
    assert str(problem).split("\n")[0] == (
        "us/ny/law.md:1:1: A law file begins with its front matter, between two lines of ---."
    )


def test_a_condition_may_be_nested_as_deeply_as_anyone_would_write(tmp_path):
    deep = "(" * 60 + "request is detainer" + ")" * 60 + " and not (in_custody" * 40 + ")" * 40
    text = GOOD.replace("request is detainer", deep, 1).replace("## § 1", "## § 2")
    assert read(small_corpus(tmp_path, "us/ny/law.md", text), cache=False).problems == []


@pytest.mark.parametrize(
    "words", ["not " * 5000 + "in_custody", "(" * 5000 + "in_custody" + ")" * 5000,
              "in_custody or not (" * 3000 + "in_custody" + ")" * 3000, "hours_held" + " + 1" * 5000 + " is 3",
              "in_custody" + " and in_custody" * 5000]
)  # fmt: skip
def test_a_condition_that_nobody_can_read_is_no_accident_either(words, tmp_path):
    text = GOOD.replace("request is detainer", words, 1).replace("## § 1", "## § 2")
    check(tmp_path, "us/ny/law.md", text)


# ---- questions ---------------------------------------------------------------------------------
@lru_cache
def law() -> Corpus:
    return load()


ASKED = [
    ("hold_on_detainer", "us/ny/new-york"),
    ("hold_on_detainer", "us/ca"),
    ("certify_u_visa", "us/il"),
    ("support_operation", "us/il/chicago"),
]
TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["9999-12-31", "0001-01-01", "2026-02-30", "1e309", "-1", "９", "²", "NaN", "yes"]),
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(10**30, 10**40), st.floats(), TEXTS,
    st.dates(), st.datetimes(), st.binary(max_size=5), st.complex_numbers(), st.just(object()),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner, inner),
        st.dictionaries(TEXTS, inner, max_size=3),
        st.dictionaries(st.sampled_from(["date", "level", "ny_class"]), inner, max_size=3),
    ),
    max_leaves=6,
)
FIRST, LAST = datetime.date(1800, 1, 1), datetime.date(2299, 12, 31)
DATES = st.dates(FIRST, LAST)
DAYS = st.one_of(
    st.none(), st.dates(), st.datetimes(), TEXTS,
    st.sampled_from([datetime.date.min, datetime.date.max, "2026-03-02", "2026-3-2", "20260302"]),
)  # fmt: skip


@st.composite
def questions(draw: st.DrawFn) -> tuple[str, str, int]:
    question, place = draw(st.sampled_from(ASKED))
    return question, place, draw(st.integers(0, 10**6))


def asked(question, facts, place, on) -> Verdict | None:
    """The answer, or nothing where the engine says what is wrong."""
    try:
        return law().ask(question, facts, place, on)
    except LawError as error:
        return None if str(error).strip() else pytest.fail("an error says nothing")


@settings(FEW, max_examples=150)
@given(asked_=questions(), values=st.lists(VALUES, min_size=1, max_size=4), day=DAYS)
def test_facts_of_any_kind_give_an_answer_or_a_reason_why_not(asked_, values, day):
    question, place, seed = asked_
    dice = random.Random(seed)
    names = dice.sample(sorted(law().words.facts), len(values))
    known = dice.sample(law().rule(question, place, "2026-03-02").facts(), 1)
    asked(question, dict(zip([*known, *names], values, strict=False)), place, day)


@settings(FEW, max_examples=120)
@given(asked_=questions(), day=st.one_of(DATES, st.sampled_from(["1800-01-01", "2299-12-31"])),
       data=st.data())  # fmt: skip
def test_facts_that_fit_give_an_answer_on_any_day_there_is(asked_, day, data):
    question, place, seed = asked_
    dice = random.Random(seed)
    names = law().rule(question, place, "2026-03-02").facts()
    facts = {
        name: data.draw(fitting(law().words.facts[name]), label=name) for name in dice.sample(names, min(5, len(names)))
    }
    answer = law().ask(question, facts, place, day)
    assert answer.verdict in (
        "required", "forbidden", "permitted", "conflict", "silent", "undecided", "not_in_force",
    )  # fmt: skip
    json.dumps(answer.facts)


def fitting(fact) -> st.SearchStrategy:
    """Values that a fact or field can have, the outermost included."""
    if fact.type == "yes_no":
        return st.booleans()
    if fact.type in ("one_of", "set_of"):
        labels = st.sampled_from(sorted(law().words.kinds[fact.of].labels))
        return labels if fact.type == "one_of" else st.lists(labels, max_size=3)
    if fact.type == "list_of":
        fields = law().words.records[fact.of].fields
        some = st.fixed_dictionaries({}, optional={n: fitting(f) for n, f in fields.items()})
        return st.lists(some, max_size=2)
    return {
        "number": st.integers(0, 10**18),
        "money": st.integers(0, 10**12),
        "date": st.one_of(DATES, st.sampled_from([FIRST, LAST])),
        "moment": st.datetimes(datetime.datetime(1800, 1, 1), datetime.datetime(2299, 12, 31)),
    }[fact.type]


@settings(FEW, max_examples=100)
@given(question=TEXTS, place=TEXTS, name=TEXTS)
def test_names_of_any_kind_are_unknown_and_not_an_accident(question, place, name):
    assert asked(question, {}, "us", "2026-03-02") is None
    assert asked("hold_on_detainer", {}, place, "2026-03-02") is None
    assert asked("hold_on_detainer", {name: True}, "us", "2026-03-02") is None


@pytest.mark.parametrize("day", ["1799-12-31", "2300-01-01", datetime.date.min, datetime.date.max])
def test_a_day_that_can_only_be_a_slip_of_the_pen_is_not_taken(day):
    with pytest.raises(LawError) as error:
        law().ask("hold_on_detainer", {}, "us/ca", day)
    assert str(error.value) == (f"'{day}' is too far away: ask about a day from 1800-01-01 to 2299-12-31.")
    with pytest.raises(LawError) as error:
        law().ask("hold_on_detainer", {"instant_arrest_date": day}, "us/ca", "2026-03-02")
    assert str(error.value) == (f"'instant_arrest_date' cannot be {day!r}: it is a date like 2026-03-02.")
