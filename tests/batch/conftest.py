"""What the tests of `batch` share: the law, the engines, and a Spark cluster that starts once."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from amparo.law import load
from amparo.law.corpus import Corpus
from tests.batch.cluster import cluster
from tests.batch.tables import Engine


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups after us
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process runs all tests on Spark, so that one cluster is started; another those that share many rows."""
    for item in items:
        if "tests/batch" not in item.path.as_posix():
            continue
        if "spark" in item.name:
            item.add_marker(pytest.mark.xdist_group("spark"))
        elif "generated" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("generated"))


@pytest.fixture(scope="session")
def law() -> Corpus:
    return load()


@pytest.fixture(scope="session")
def spark(tmp_path_factory) -> str:
    """The address of a Spark master with two workers; skipped, with a sentence, where there is no Java."""
    with cluster(tmp_path_factory.mktemp("spark")) as address:
        yield address


@pytest.fixture(params=["polars", "duckdb", "spark"])
def engine(request, tmp_path: Path) -> Engine:
    """Each engine in turn."""
    if request.param == "spark":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            yield Engine(request.getfixturevalue("spark"), tmp_path)
    else:
        yield Engine(request.param, tmp_path)


@pytest.fixture(params=["polars", "duckdb"])
def local(request, tmp_path: Path) -> Engine:
    """The engines that keep rows in order and give a table."""
    return Engine(request.param, tmp_path)
