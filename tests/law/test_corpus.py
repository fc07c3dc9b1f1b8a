"""The law that is shipped: every worked example is as the engine decides, and every norm has its papers."""

import ast
import re
import time
from pathlib import Path

import pytest

import amparo
from amparo.law import report, words
from amparo.law.cases import run_all
from amparo.law.check import EVIDENCE
from amparo.law.corpus import load, read
from amparo.law.rule import cite

CODE = Path(amparo.__file__).parent
CITATION = re.compile(
    r"§+ ?(?!1\b)[\dA-Z]"  # § 1(a) is nobody's section: messages use it to show how one reads
    r"|\bU\.S\.C\.|\bC\.?F\.?R\.?\b|\bILCS\b|\b(Admin|Gov|Health & Saf|Penal)\. ?Code\b|\bU\.S\. Const"
)


@pytest.fixture(scope="module")
def law():
    return load()


@pytest.fixture(scope="module")
def ran(law):
    return run_all(law)


def test_every_worked_example_is_as_the_engine_decides(ran):
    results, _ = ran
    assert [str(problem) for result in results for problem in result.problems] == []


def test_every_norm_is_seen_to_apply_in_some_worked_example(ran):
    _, unseen = ran
    assert [str(problem) for problem in unseen] == []


def test_there_are_enough_worked_examples_to_trust_the_law(ran):
    results, _ = ran
    assert len(results) >= 250
    assert all(result.verdicts for result in results)


def test_whoever_reads_a_norm_can_see_where_it_comes_from_and_how_well_it_was_read(law):
    for file in law.files.values():
        for item in (*file.norms, *file.opens):
            cited = cite(file, item)
            assert cited.cite, item
            assert cited.title, item
            assert cited.evidence in EVIDENCE, item
            assert re.fullmatch(r"https?://\S+", cited.source), (cited.cite, cited.source)
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", cited.read_on), cited.cite
            assert cited.review, cited.cite


def test_no_norm_that_nobody_could_verify_is_told_as_if_it_had_been_read(law):
    for file in law.files.values():
        for norm in file.norms:
            assert (norm.evidence or file.evidence) in EVIDENCE
            if norm.contested is not None:
                assert norm.contested.strip()
            for _, why in norm.enjoined:
                assert why.strip()


def test_every_place_has_law_and_every_law_has_its_place(law):
    assert {file.place for file in law.files.values()} <= set(law.places)
    assert [place for place in law.places if not law.files_for(place)] == []


def test_every_question_of_a_situation_has_an_answer_somewhere(law):
    for situation in law.words.situations.values():
        for question in situation.asks:
            assert any(law.rule(question, p, "2026-11-22").norms for p in law.places), question


def _docstrings(tree: ast.AST) -> set[ast.AST]:
    """The strings that only explain the code."""
    found = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        for part in body if isinstance(body, list) else ():
            if isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant):
                found.add(part.value)
    return found


def test_law_stands_in_law_files_and_never_in_code():
    """A citation in a string that a program uses, and not only in its explanation, is law in code."""
    found = []
    for path in sorted(CODE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        explained = _docstrings(tree)
        found += [
            f"{path.relative_to(CODE)}:{node.lineno}: {node.value}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            if node not in explained and CITATION.search(node.value)
        ]
    assert found == []


@pytest.mark.parametrize("text", ["§ 9-131(b)(1)", "8 U.S.C. 1373", "8 CFR 287.7", "5 ILCS 805/15", "NYC Admin. Code"])
def test_a_citation_in_code_would_be_seen(text):
    assert CITATION.search(text)


@pytest.mark.parametrize("text", ["a section like § 1(a)", "§", "[\\s§]", "CFRAME"])
def test_what_only_looks_like_a_citation_is_left_alone(text):
    assert not CITATION.search(text)


def test_whoever_edits_the_law_waits_less_than_three_seconds_for_the_check():
    took = []
    for _ in range(2):
        start = time.process_time()
        corpus = read(cache=False)
        took.append(time.process_time() - start)
        assert corpus.problems == []
    assert min(took) < 3.0


def test_the_same_text_has_the_same_name_and_reads_the_same_from_the_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("AMPARO_CACHE", str(tmp_path))
    first, second, third = load(), load(), load(cache=False)
    assert first.digest == second.digest == third.digest
    assert list(first.files) == list(second.files) == list(third.files)
    facts = {"request": "immigration_detainer", "agency": "city_jail"}
    asked = ("hold_on_detainer", facts, "us/ny/new-york", "2026-03-02")
    said = [report.to_dict(c.ask(*asked), words.Words(c, "en")) for c in (first, second, third)]
    assert said[0] == said[1] == said[2]
