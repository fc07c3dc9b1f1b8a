"""A way around the doors to guarded records is found, with file and line."""

from __future__ import annotations

import importlib.util

import pytest


@pytest.fixture
def tool(root):
    spec = importlib.util.spec_from_file_location("check_access", root / "tools" / "check_access.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("line", "named"), [
    ("City.guarded.all()", "'.guarded'"), ("City.objects.get(pk=1)", "'.objects'"),
    ("City._base_manager.all()", "'._base_manager'"), ("get_object_or_404(City, pk=1)", "'get_object_or_404'"),
    ("connection.cursor()", "'.cursor()'"), ("some.raw('SELECT 1')", "'.raw()'"),
])  # fmt: skip
def test_a_way_around_is_named(tool, tmp_path, capsys, line, named):
    folder = tmp_path / "amparo"
    (folder / "policy").mkdir(parents=True)
    (folder / "policy" / "views.py").write_text(f"x = 1\n{line}\n")
    assert tool.main(folder) == 1
    assert capsys.readouterr().out.startswith(f"amparo/policy/views.py:2: {named} ")


def test_the_doors_themselves_and_the_law_may(tool, tmp_path):
    for name in ("core/access", "core/storage", "core/models", "core/migrations", "law"):
        (tmp_path / "amparo" / name).mkdir(parents=True)
        (tmp_path / "amparo" / name / "one.py").write_text("City.guarded.all()\n")
    assert tool.main(tmp_path / "amparo") == 0


def test_nobody_goes_around_here(tool):
    assert tool.main() == 0
