"""Write amparo/site/data/zips.txt: which state each run of ZIP codes lies in.

    .venv/bin/python tools/zips.py us_zip_centroids.csv us_atlas_states.json

A ZIP code belongs to the state whose outline holds its middle, or else whose border is nearest (the
middle may lie in the water off a coast). Sources and licences: amparo/site/data/README.md.
"""

from __future__ import annotations

import csv
import itertools
import json
import sys
from pathlib import Path

OUT = Path(__file__).parents[1] / "amparo" / "site" / "data" / "zips.txt"
POSTAL = {
    "01": "al", "02": "ak", "04": "az", "05": "ar", "06": "ca", "08": "co", "09": "ct", "10": "de",
    "11": "dc", "12": "fl", "13": "ga", "15": "hi", "16": "id", "17": "il", "18": "in", "19": "ia",
    "20": "ks", "21": "ky", "22": "la", "23": "me", "24": "md", "25": "ma", "26": "mi", "27": "mn",
    "28": "ms", "29": "mo", "30": "mt", "31": "ne", "32": "nv", "33": "nh", "34": "nj", "35": "nm",
    "36": "ny", "37": "nc", "38": "nd", "39": "oh", "40": "ok", "41": "or", "42": "pa", "44": "ri",
    "45": "sc", "46": "sd", "47": "tn", "48": "tx", "49": "ut", "50": "vt", "51": "va", "53": "wa",
    "54": "wv", "55": "wi", "56": "wy", "60": "as", "66": "gu", "69": "mp", "72": "pr", "78": "vi",
}  # fmt: skip

Point = tuple[float, float]


def main(centroids: str, atlas: str) -> None:
    shapes = outlines(json.loads(Path(atlas).read_text(encoding="utf-8")))
    with open(centroids, encoding="utf-8", newline="") as file:
        rows = [(r["zip"], (float(r["lon"]), float(r["lat"]))) for r in csv.DictReader(file)]
    found = [(code, state_of(point, shapes)) for code, point in sorted(rows)]
    lines = []
    for state, run in itertools.groupby(found, key=lambda row: row[1]):
        codes = [code for code, _ in run]
        lines.append(f"{codes[0]} {codes[-1]} {state}\n")
    OUT.write_text("".join(lines), encoding="utf-8")
    print(f"{len(found)} ZIP codes in {len(lines)} runs: {OUT}")


def outlines(topology: dict) -> dict[str, list[list[Point]]]:
    """For each state its rings, as lists of longitude and latitude."""
    (sx, sy), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * sx + dx, y * sy + dy))
        arcs.append(points)
    shapes = {}
    for shape in topology["objects"]["states"]["geometries"]:
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        rings = [ring(indices, arcs) for polygon in polygons for indices in polygon]
        shapes[POSTAL[shape["id"]]] = rings
    return shapes


def ring(indices: list[int], arcs: list[list[Point]]) -> list[Point]:
    points: list[Point] = []
    for index in indices:
        part = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += part[1:] if points else part
    return points


def state_of(point: Point, shapes: dict[str, list[list[Point]]]) -> str:
    for state, rings in shapes.items():
        if sum(crossings(point, r) for r in rings) % 2:
            return state
    return min(shapes, key=lambda s: min(distance(point, p) for r in shapes[s] for p in r))


def crossings(point: Point, points: list[Point]) -> int:
    """How often a line from the point to the east crosses the ring."""
    x, y = point
    count = 0
    for (x1, y1), (x2, y2) in itertools.pairwise(points):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            count += 1
    return count


def distance(a: Point, b: Point) -> float:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


if __name__ == "__main__":
    main(*sys.argv[1:])
