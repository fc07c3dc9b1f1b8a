"""Write amparo/simulate/data/states.txt: the outlines of the states, drawn flat.

    .venv/bin/python tools/state_map.py us_atlas_states.json

An equal-area conic projection (Albers), 960 by 600, with Alaska at about a third of its scale, Hawaii and
Puerto Rico set beside. Borders are simplified once, so that neighbours keep the same line. A row is: place,
x and y of its label, width and height of its largest part, path.
Sources and licences: amparo/simulate/data/README.md.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable
from pathlib import Path

OUT = Path(__file__).parents[1] / "amparo" / "simulate" / "data" / "states.txt"
NAMES = Path(__file__).parents[1] / "amparo" / "site" / "data" / "states.txt"
SCALE, X, Y = 1070.0, 487.0, 250.0
TOLERANCE = 1.2
"""How far, in units of the drawing, a simplified line may lie from the true one."""
SMALLEST = 3.0
"""Islands with a smaller area are left out, unless a state has nothing larger."""

Point = tuple[float, float]
Ring = list[Point]


def main(atlas: str) -> None:
    topology = json.loads(Path(atlas).read_text(encoding="utf-8"))
    lines = NAMES.read_text(encoding="utf-8").splitlines()
    codes = {name: code for code, name, _ in (line.split("|") for line in lines if line)}
    rows = []
    for shape in topology["objects"]["states"]["geometries"]:
        code = codes.get(shape["properties"]["name"], "")
        if code in ("", "as", "gu", "mp", "vi"):  # too far away, or too small, to be drawn
            continue
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        rings = [drawn(indices, topology, code) for polygon in polygons for indices in polygon]
        rows.append(row(code, [r for r in rings if len(r) > 2]))
    OUT.write_text("".join(sorted(rows)), encoding="utf-8")
    print(f"{len(rows)} outlines, {OUT.stat().st_size:,} bytes: {OUT}")


def row(code: str, rings: list[Ring]) -> str:
    rings.sort(key=lambda r: -abs(area(r)))
    kept = [r for i, r in enumerate(rings) if i == 0 or abs(area(r)) >= SMALLEST]
    (x, y), points = middle(kept[0]), kept[0]
    width = max(p[0] for p in points) - min(p[0] for p in points)
    height = max(p[1] for p in points) - min(p[1] for p in points)
    path = "".join("M" + "L".join(f"{round(px, 1):g},{round(py, 1):g}" for px, py in r) + "Z" for r in kept)
    return f"us/{code}\t{x:.0f}\t{y:.0f}\t{width:.0f}\t{height:.0f}\t{path}\n"


def drawn(indices: list[int], topology: dict, code: str) -> Ring:
    """A ring as points of the drawing, each of its arcs simplified by itself."""
    project = PROJECTIONS.get(code, LOWER)
    points: Ring = []
    for index in indices:
        arc = [project(*p) for p in unpacked(topology, index if index >= 0 else ~index)]
        part = simplified(arc)
        part = part if index >= 0 else part[::-1]
        points += part[1:] if points else part
    return points[:-1]


def unpacked(topology: dict, index: int) -> Ring:
    (sx, sy), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    x = y = 0
    points = []
    for step_x, step_y in topology["arcs"][index]:
        x, y = x + step_x, y + step_y
        lon = x * sx + dx
        points.append((lon - 360 if lon > 0 else lon, y * sy + dy))  # the last Aleutians lie across the date line
    return points


def simplified(points: Ring) -> Ring:
    """Douglas and Peucker's way; an arc that ends where it begins is cut in two first."""
    if len(points) < 3:
        return points
    if points[0] == points[-1]:
        far = max(range(len(points)), key=lambda i: math.dist(points[i], points[0]))
        return [*simplified(points[: far + 1])[:-1], *simplified(points[far:])]
    off = [distance(p, points[0], points[-1]) for p in points]
    far = max(range(len(points)), key=off.__getitem__)
    if off[far] <= TOLERANCE:
        return [points[0], points[-1]]
    return [*simplified(points[: far + 1])[:-1], *simplified(points[far:])]


def distance(p: Point, a: Point, b: Point) -> float:
    (x, y), (x1, y1), (x2, y2) = p, a, b
    return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / (math.dist(a, b) or 1)


def area(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def middle(ring: Ring) -> Point:
    """The middle of an area."""
    six = 6 * area(ring)
    pairs = list(zip(ring, ring[1:] + ring[:1], strict=True))
    x = sum((x1 + x2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs) / six
    y = sum((y1 + y2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs) / six
    return x, y


def conic(turn: float, center: Point, parallels: Point, scale: float, at: Point) -> Callable[[float, float], Point]:
    """An equal-area conic projection (Snyder, Map Projections, 1987, section 14)."""
    s0, s1 = (math.sin(math.radians(p)) for p in parallels)
    n = (s0 + s1) / 2
    c = 1 + s0 * (2 * n - s0)

    def raw(lon: float, lat: float) -> Point:
        r = math.sqrt(c - 2 * n * math.sin(math.radians(lat))) / n
        angle = math.radians(lon) * n
        return r * math.sin(angle), math.sqrt(c) / n - r * math.cos(angle)

    x0, y0 = raw(*center)

    def project(lon: float, lat: float) -> Point:
        x, y = raw(lon + turn, lat)
        return at[0] + scale * (x - x0), at[1] - scale * (y - y0)

    return project


LOWER = conic(96, (-0.6, 38.7), (29.5, 45.5), SCALE, (X, Y))
PROJECTIONS = {
    "ak": conic(154, (-2, 58.5), (55, 65), SCALE * 0.35, (X - 0.307 * SCALE, Y + 0.201 * SCALE)),
    "hi": conic(157, (-3, 19.9), (8, 18), SCALE, (X - 0.205 * SCALE, Y + 0.212 * SCALE)),
    "pr": conic(66, (0, 18), (8, 18), SCALE, (X + 0.350 * SCALE, Y + 0.224 * SCALE)),
}

if __name__ == "__main__":
    main(*sys.argv[1:])
