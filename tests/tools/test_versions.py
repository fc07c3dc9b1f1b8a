"""What the guides, the lock files and the containers say of versions is one and the same."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "deploy/systemd").glob("*.service"))


def text(name):
    return (ROOT / name).read_text("utf-8")


def test_all_name_the_same_python():
    [locked] = set(re.findall(r"--python-version (\S+)", text("Makefile")))
    assert set(re.findall(r"FROM python:(\d+\.\d+)\.\d+-slim", text("deploy/Dockerfile"))) == {locked}
    assert re.findall(r'requires-python = ">=([\d.]+)"', text("pyproject.toml")) == [locked]
    assert re.findall(r'^target-version = "py3(\d+)"', text("pyproject.toml"), re.M) == [locked.partition(".")[2]]
    for guide in ("README.md", "docs/for-operators.md"):
        assert set(re.findall(r"Python (\d\.\d+) or newer", text(guide))) == {locked}


def test_every_image_has_an_exact_version():
    images = re.findall(r"^FROM (\S+)", text("deploy/Dockerfile"), re.M)
    images += [s["image"] for s in compose()["services"].values() if "build" not in s]
    assert len(images) == 3
    for image in images:
        assert re.search(r":\d+\.\d+(\.\d+)?-", image)


def test_the_containers_run_as_nobody_on_a_disk_that_cannot_be_written():
    assert re.search(r"^USER amparo$", text("deploy/Dockerfile"), re.M)
    services = compose()["services"]
    assert services.keys() == {"web", "worker", "database"}
    for name, service in services.items():
        assert service["healthcheck"]["test"][0] == "CMD"
        if name != "database":
            assert service["read_only"] is True
            assert service["cap_drop"] == ["ALL"]
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000"]


def test_what_the_checks_of_health_run_is_python():
    for name in ("web", "worker"):
        command = compose()["services"][name]["healthcheck"]["test"]
        compile(command[command.index("-c") + 1], name, "exec")


def test_every_setting_of_the_containers_is_explained():
    wanted = set(re.findall(r"\$\{(\w+)", text("deploy/compose.yaml")))
    assert wanted == set(re.findall(r"^(\w+)=", text("deploy/.env.example"), re.M))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="There is no systemd-analyze here.")
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_the_units_are_ones_that_systemd_understands(unit, tmp_path):
    # The program lies elsewhere here, and there is no such user: only what is said of the directives counts.
    copy = tmp_path / unit.name
    copy.write_text(unit.read_text().replace("/opt/amparo/.venv/bin/amparo", "/bin/true"))
    done = subprocess.run(["systemd-analyze", "verify", copy], capture_output=True, text=True, check=False)
    assert not re.search(rf"{unit.name}.*(Unknown|Invalid|Failed to parse)", done.stderr)


@pytest.mark.parametrize("name", ["Caddyfile", "nginx.conf"])
def test_promise_1_the_proxies_write_no_log_and_show_no_figures(name):
    proxy = text(f"deploy/{name}")
    assert ("output discard" in proxy) if name == "Caddyfile" else proxy.count("access_log off;") == 2
    assert "$remote_addr" not in proxy
    assert "remote_host" not in proxy
    assert "/metrics" in proxy


def compose():
    return yaml.safe_load(text("deploy/compose.yaml"))
