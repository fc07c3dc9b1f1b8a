"""A city's accent colour as a small style sheet: its colour on paper, and a lighter one for the dark."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from amparo.core.colours import LEAST, contrast

LIGHT = ("#faf7f0", "#fffdf9", "#f1ebdf")
"""What accents stand on in the light: paper, sheet and wash of tokens.css."""
DARK = ("#221e1a", "#2b2621", "#312b25")
COMFORT = 7.0
"""Light letters on a dark ground tire the eye sooner: more contrast than must be."""
STEPS = 64
KEPT = "public, max-age=86400"


class Colour:
    """A colour in an address, without its #: `10599b`."""

    regex = "[0-9a-f]{6}"

    def to_python(self, value: str) -> str:
        return f"#{value}"

    def to_url(self, value: str) -> str:
        return value.removeprefix("#")


@require_safe
def sheet(request: HttpRequest, colour: str) -> HttpResponse:
    """The style sheet of a colour. The colour is its address, so that browsers may keep it."""
    light, dark = on_paper(colour), in_the_dark(colour)
    text = (
        f"@media screen {{ :root {{ --accent: {light} }} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ --accent: {dark} }} }}\n"
    )
    return HttpResponse(text, content_type="text/css; charset=utf-8", headers={"Cache-Control": KEPT})


def on_paper(colour: str) -> str:
    """The colour, darkened as little as must be for it to be read on paper."""
    return _readable(colour, "#000000", LIGHT, LEAST)


def in_the_dark(colour: str) -> str:
    """The colour, lightened until it is read with ease on charcoal."""
    return _readable(colour, "#ffffff", DARK, COMFORT)


def _readable(colour: str, towards: str, grounds: tuple[str, ...], least: float) -> str:
    """The first mix of the colour with black or white that has contrast `least` on every ground."""
    for step in range(STEPS + 1):
        mixed = _mix(colour, towards, step / STEPS)
        if min(contrast(mixed, ground) for ground in grounds) >= least:
            return mixed
    return towards


def _mix(one: str, other: str, share: float) -> str:
    """#rrggbb between two colours; a share of 0 gives the first."""
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
