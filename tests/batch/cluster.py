"""A Spark cluster of one master and two workers on this computer, for tests."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

HOST = "127.0.0.1"
WORKERS = 2
PATIENCE = 120
SETTINGS = {
    "spark.cores.max": "2",
    "spark.default.parallelism": "2",
    "spark.driver.bindAddress": HOST,
    "spark.driver.host": HOST,
    "spark.executor.memory": "768m",
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind((HOST, 0))
        return one.getsockname()[1]


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """The address of a master with two workers, and a session with it. What is started here is ended here."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("No Java was found, so nothing was judged on Spark. Install a Java of version 17 or newer.")
    pyspark = pytest.importorskip("pyspark", reason="PySpark is not installed, so nothing was judged on Spark.")
    home = Path(pyspark.__file__).parent
    port, site = free_port(), free_port()
    address = f"spark://{HOST}:{port}"
    started: list[subprocess.Popen[bytes]] = []
    environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": HOST, "SPARK_DAEMON_MEMORY": "512m"}

    def start(kind: str, *arguments: str) -> None:
        program = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{kind}", "--host", HOST, *arguments]
        log = (folder / f"{kind}-{len(started)}.log").open("wb")
        started.append(subprocess.Popen(program, env=environment, stdout=log, stderr=log))

    try:
        start("master.Master", "--port", str(port), "--webui-port", str(site))
        _until(lambda: _alive(site) is not None, started, folder)
        for number in range(WORKERS):
            place = str(folder / f"work-{number}")
            start("worker.Worker", "--cores", "1", "--memory", "1g", "--port", str(free_port()),
                  "--webui-port", str(free_port()), "--work-dir", place, address)  # fmt: skip
        _until(lambda: _alive(site) == WORKERS, started, folder)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # PySpark on pandas 3, which nothing here uses
            session = _session(address)
            yield address
            session.stop()
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def _session(address: str):
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("tests of batch").master(address)
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    assert session.sparkContext.master == address
    return session


@contextmanager
def interpreted(engine: str) -> Iterator[None]:
    """Hundreds of plans over a few rows each: on Spark, compiling them would take longer than interpreting them."""
    if not engine.startswith("spark"):
        yield
        return
    from pyspark.sql import SparkSession

    session = SparkSession.getActiveSession()
    assert session is not None
    quick = {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"}
    before = {name: session.conf.get(name, None) for name in quick}
    for name, value in quick.items():
        session.conf.set(name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            session.conf.unset(name) if value is None else session.conf.set(name, value)


def _alive(site: int) -> int | None:
    """How many workers a master has; None while it does not answer."""
    try:
        with urllib.request.urlopen(f"http://{HOST}:{site}/json/", timeout=5) as page:
            return json.load(page)["aliveworkers"]
    except OSError:
        return None


def _until(ready, started, folder: Path) -> None:
    begin = time.monotonic()
    while not ready():
        for process in started:
            assert process.poll() is None, f"A process of the Spark cluster ended; see the logs in {folder}."
        assert time.monotonic() - begin < PATIENCE, f"The Spark cluster did not start; see the logs in {folder}."
        time.sleep(0.2)
