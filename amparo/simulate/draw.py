"""Charts and the map as SVG texts: no script, no style of their own, readable without colour.

A verdict has a pattern, a sign and its words. Everything is drawn in the colour of the text around it;
a page gives a verdict its colour by the class `v-forbidden` and so on. `standalone` makes a file of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

from amparo.simulate.phrases import SIGNS

STATES = Path(__file__).parent / "data" / "states.txt"
WIDTH = 420
LETTER = 8
"""The width of a letter, in round numbers."""
SOLID = "solid"
"""The kind of a bar that stands for no verdict."""

STYLE = """
svg{color:#1e1a15;background:#faf7f0;font-family:system-ui,sans-serif}
.v-forbidden{color:#6d2740}.v-permitted{color:#2b6138}.v-required{color:#7a4f00}.v-conflict{color:#57398a}
.v-undecided,.v-silent{color:#5c5347}.halo{stroke:#faf7f0}
@media(prefers-color-scheme:dark){svg{color:#f4ede1;background:#221e1a}
.v-forbidden{color:#eda3bb}.v-permitted{color:#9bd3a6}.v-required{color:#ecc274}.v-conflict{color:#c8b0f2}
.v-undecided,.v-silent{color:#c0b5a4}.halo{stroke:#221e1a}}
"""
"""The colours of the site, for a drawing that stands by itself."""

PATTERNS = {
    "forbidden": '<rect width="8" height="8" opacity=".85"/>',
    "permitted": '<rect width="8" height="8" opacity=".1"/><circle cx="4" cy="4" r="2"/>',
    "required": '<rect width="8" height="8" opacity=".1"/><path d="M-2,2l4,-4M0,8l8,-8M6,10l4,-4" '
    'stroke="currentColor" stroke-width="2.5"/>',
    "conflict": '<path d="M0,0l8,8M8,0l-8,8" stroke="currentColor" stroke-width="1.5"/>',
    "silent": '<rect width="8" height="8" opacity=".03"/>',
    "undecided": '<rect width="8" height="8" opacity=".16"/>',
    SOLID: '<rect width="8" height="8" opacity=".55"/>',
}


@dataclass(frozen=True)
class Bar:
    """One bar: its name, what is written at its end, and its parts (verdict or "solid", number)."""

    name: str
    note: str
    parts: Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Area:
    """One state of the map: its name for readers, the verdict of most of its records ("" if it has none),
    and what is written in it beside the sign. `alone` marks a state whose own law was not asked."""

    place: str
    said: str
    verdict: str
    note: str
    alone: bool = False

    @property
    def sign(self) -> str:
        """The sign of the verdict, in brackets where the state's own law was not asked."""
        return f"({SIGNS[self.verdict]})" if self.alone else SIGNS[self.verdict]


def bars(name: str, title: str, said: str, rows: Sequence[Bar], key: Sequence[tuple[str, str]]) -> str:
    """Lying bars, one under another, on one scale. `key` explains verdicts: (verdict, words)."""
    most = max((sum(n for _, n in row.parts) for row in rows), default=0) or 1
    kinds = dict.fromkeys(kind for row in rows for kind, _ in row.parts)
    out, top = _key(name, key, WIDTH)
    for row in rows:
        out.append(f'<text x="0" y="{top + 13}">{escape(_cut(row.name, WIDTH // LETTER))}</text>')
        if (len(row.name) + len(row.note) + 2) * LETTER > WIDTH:  # the number goes below a long name
            top += 18
        out.append(f'<text x="{WIDTH}" y="{top + 13}" text-anchor="end" font-weight="600">{escape(row.note)}</text>')
        x = 0.0
        for kind, number in row.parts:
            width = number * WIDTH / most
            if number:
                out.append(_box(name, kind, x, top + 19, max(width, 0.8), 14))
            x += width
        top += 44
    return _svg(name, title, said, WIDTH, top, kinds, out)


def us_map(name: str, title: str, said: str, areas: Iterable[Area], key: Sequence[tuple[str, str]]) -> str:
    """The states, each with the pattern and sign of its verdict; small ones are written beside the coast.

    An entry of `key` with "" for its verdict is words alone.
    """
    by_place = {area.place: area for area in areas}
    kinds = dict.fromkeys(area.verdict for area in by_place.values() if area.verdict)
    out, top = _key(name, key, 940)
    out.append(f'<g transform="translate(0,{top})">')
    beside = 96
    for place, x, y, width, height, path in outlines():
        area = by_place.get(place)
        kind = area.verdict if area else ""
        fill = f"url(#{name}-{kind})" if kind else "none"
        out.append(f'<g class="v-{kind or "none"}"><title>{escape(area.said if area else place)}</title>')
        thin = ' fill-opacity=".35" stroke-dasharray="3 2"' if area and area.alone else ""
        out.append(f'<path d="{path}" fill="{fill}" stroke="currentColor" stroke-width=".8"{thin}/></g>')
        if not kind or area is None:
            continue
        if width < 34 or height < 24:
            short = place.rpartition("/")[2].upper()
            at = (862, beside := beside + 20) if x > 700 and y < 300 else (x + 22, y + 5)
            out.append(f'<text x="{at[0]}" y="{at[1]}">{short} {area.sign} {escape(area.note)}</text>')
        else:
            out.append(_label(x, y, area.sign, area.note if width > 50 and height > 44 else ""))
    out.append("</g>")
    return _svg(name, title, said, 940, top + 560, kinds, out)


@lru_cache(1)
def outlines() -> list[tuple[str, int, int, int, int, str]]:
    """The states: path of the place, middle, width, height, and the outline."""
    rows = [line.split("\t") for line in STATES.read_text(encoding="utf-8").splitlines()]
    return [(r[0], int(r[1]), int(r[2]), int(r[3]), int(r[4]), r[5]) for r in rows]


def standalone(svg: str) -> str:
    """A drawing as a file of its own, in light or dark as the viewer likes."""
    return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).replace(
        "<defs>", f"<style>{STYLE}</style><defs>", 1
    )


def _svg(name: str, title: str, said: str, width: int, height: int, kinds: Iterable[str], inner: list[str]) -> str:
    defs = "".join(_pattern(name, kind) for kind in kinds)
    return (
        f'<svg viewBox="-8 -8 {width + 16} {height + 16}" role="img" aria-labelledby="{name}-t {name}-d" '
        f'class="figure" font-size="14" fill="currentColor"><title id="{name}-t">{escape(title)}</title>'
        f'<desc id="{name}-d">{escape(said)}</desc><defs>{defs}</defs>{"".join(inner)}</svg>'
    )


def _pattern(name: str, kind: str) -> str:
    return (
        f'<pattern id="{name}-{kind}" class="v-{kind}" width="8" height="8" patternUnits="userSpaceOnUse" '
        f'fill="currentColor">{PATTERNS[kind]}</pattern>'
    )


def _box(name: str, kind: str, x: float, y: float, width: float, height: float) -> str:
    return (
        f'<rect class="v-{kind}" x="{x:.1f}" y="{y}" width="{width:.1f}" height="{height}" '
        f'fill="url(#{name}-{kind})" stroke="currentColor" stroke-width="1"/>'
    )


def _key(name: str, key: Sequence[tuple[str, str]], width: int) -> tuple[list[str], int]:
    """The key, in as many lines as it needs, and where the drawing below it begins."""
    out, x, y = [], 0, 0
    for kind, words in key:
        text = f"{SIGNS.get(kind, '')} {words}".strip()
        need = 34 + 8 * len(text)
        if x and x + need > width:
            x, y = 0, y + 24
        if kind:
            out.append(_box(name, kind, x, y, 20, 14))
        out.append(f'<text x="{x + 26 if kind else x}" y="{y + 12}">{escape(text)}</text>')
        x += need
    return out, y + 34 if key else 0


def _label(x: int, y: int, sign: str, note: str) -> str:
    """A sign with words under it, on a halo of the page's colour so that no pattern runs through it."""
    lines = [(sign, y + (0 if note else 5))] + ([(note, y + 15)] if note else [])
    return "".join(
        f'<text class="halo" x="{x}" y="{at}" text-anchor="middle" font-weight="700" stroke="Canvas" stroke-width="4" '
        f'paint-order="stroke" stroke-linejoin="round">{escape(text)}</text>'
        for text, at in lines
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
