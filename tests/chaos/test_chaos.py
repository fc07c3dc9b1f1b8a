"""Whoever was told that something is done finds it done, once, whatever died meanwhile."""

from __future__ import annotations

from tests.chaos.runs import report, run


def test_promise_11_what_was_acknowledged_outlives_web_worker_and_database():
    found = run(runs=6, seed=11)
    assert found.whole, report(found)
    assert sum(found.killed.values()) >= 5
