"""Is a city's accent colour dark enough to read on paper? WCAG 2.2, success criterion 1.4.3."""

from __future__ import annotations

PAPER = "#fffdf8"
LEAST = 4.5


def luminance(colour: str) -> float:
    """The relative luminance of #rrggbb, from 0 to 1, as WCAG defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str = PAPER) -> float:
    """The contrast of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
