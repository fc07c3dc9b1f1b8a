"""What the site says to people: every message in code and templates, and those met without a desk."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path

from django.urls import get_resolver
from django.utils.translation import templatize

Said = tuple[str | None, str, str | None]
"""Context, English, English plural."""
AMPARO = Path(__file__).parents[2] / "amparo"
TEMPLATES = {str(p.relative_to(t)): p for t in AMPARO.glob("*/templates") for p in t.rglob("*.html")}
PLACES = {"gettext": (None, 0, None), "ngettext": (None, 0, 1), "pgettext": (0, 1, None), "npgettext": (0, 1, 2)}
"""Where the arguments of a call stand: context, message, plural."""
TEXT = r"u?(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
CALL = re.compile(rf"\b(_|n?p?gettext)\(({TEXT}(?:,\s*{TEXT})*)")
NAMED = re.compile(r"""["']([\w/]+\.html)["']""")
OURS = re.compile(r"amparo\.(?:site|staff)\b[\w.]*")


@functools.cache
def everything() -> set[Said]:
    """All that the site and its desks say."""
    code = {said for path in AMPARO.rglob("*.py") for said in in_code(path)}
    return code | {said for path in TEMPLATES.values() for said in in_template(path)}


@functools.cache
def met_without_a_desk() -> set[Said]:
    """What is said before somebody has a desk: on public pages, while joining and signing in, and where that fails.

    Found from the addresses that ask for no sign-in: the modules of ours behind them and those the settings name, all
    that these import from the two apps, the templates that they name, the folders of the library that signs people in
    and pages of errors, and all parts that those templates are built from.
    """
    views = set(_open_views()) | {get_resolver().resolve_error_handler(code) for code in (400, 404, 500)}
    settings = {name for path in (AMPARO / "settings").glob("*.py") for name in OURS.findall(path.read_text())}
    code = _with_imports({_file(name) for name in {view.__module__ for view in views} | settings})
    folders = {view.__module__.split(".")[1] for view in views if view.__module__.startswith("allauth.")}
    named = {name for path in code for name in NAMED.findall(path.read_text(encoding="utf-8"))}
    named |= {name for name in TEMPLATES if "/" not in name or name.split("/")[0] in folders}
    said = {said for path in code for said in in_code(path)}
    return said | {said for name in _with_parts(named) for said in in_template(TEMPLATES[name])}


def in_code(path: Path) -> Iterator[Said]:
    """The messages in a file of Python."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = {
        alias.asname or alias.name: re.sub("_lazy|_noop", "", alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and calls.get(node.func.id) in PLACES:
            texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            if texts:
                yield _said(calls[node.func.id], texts)


def in_template(path: Path) -> Iterator[Said]:
    """The messages in a template."""
    for call, texts in CALL.findall(templatize(path.read_text(encoding="utf-8"))):
        yield _said("gettext" if call == "_" else call, ast.literal_eval(f"[{texts}]"))


def _said(call: str, texts: list[str]) -> Said:
    context, english, plural = (None if place is None else texts[place] for place in PLACES[call])
    assert english, f"{call} without a text: {texts}"
    return context, english, plural


def _open_views() -> Iterator:
    """The views behind addresses that do not ask first who somebody is."""
    waiting: list = [get_resolver()]
    while waiting:
        one = waiting.pop()
        if hasattr(one, "url_patterns"):
            waiting += one.url_patterns
            continue
        layers = [one.callback]
        while hasattr(layers[-1], "__wrapped__"):
            layers.append(layers[-1].__wrapped__)
        written = [getattr(getattr(layer, "__code__", None), "co_qualname", "") for layer in layers]
        if not any(name.startswith("signed_in.") for name in written):
            yield getattr(one.callback, "view_class", layers[-1])


def _with_imports(paths: set[Path | None]) -> set[Path]:
    """These files, and what they import from the two apps."""
    found, waiting = set(), {path for path in paths if path}
    while waiting:
        path = waiting.pop()
        found.add(path)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and OURS.fullmatch(node.module or ""):
                names = {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
                waiting |= {file for file in map(_file, names) if file} - found
    return found


def _with_parts(names: set[str]) -> set[str]:
    """These templates, and those that they extend and include."""
    found, waiting = set(), names & set(TEMPLATES)
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= (set(NAMED.findall(TEMPLATES[name].read_text(encoding="utf-8"))) & set(TEMPLATES)) - found
    return found


def _file(name: str) -> Path | None:
    """The file of a module of the two apps, or of what stands in it. Tables of addresses have none."""
    while OURS.fullmatch(name):
        path = AMPARO.parent / f"{name.replace('.', '/')}.py"
        if path.exists():
            return None if path.name == "urls.py" else path
        name = name.rpartition(".")[0]
    return None
