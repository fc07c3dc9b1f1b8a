"""What a new city needs to run: filled in from its place in the law and, if wished, from another city."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from amparo.core.access import cities
from amparo.core.access.acting import operating
from amparo.core.colours import LEAST, contrast
from amparo.core.models import City
from amparo.law.corpus import Corpus

COLOUR = "#1d4e5f"
OFFICE = {"slug": "city-office", "name": "City office", "kind": "city_office"}


def found_city(
    law: Corpus,
    place: str,
    given: Mapping[str, Any],
    like: City | None = None,
    organisations: Sequence[Mapping[str, Any]] = (),
    **more: Any,
) -> City:
    """Add the city of a place. What is not `given` comes from the city that it is `like`, and else from the
    place; so do its organisations, if there are none. `more` goes to `cities.add_city`. Raises ValidationError with a
    sentence for each field that is not right, UnknownName for the place.
    """
    facts = proposal(law, place, like)
    facts |= {name: value for name, value in given.items() if value not in (None, "", [], ())}
    check(facts)
    return cities.add_city(facts, organisations or proposed_organisations(like), **more)


def proposal(law: Corpus, place: str, like: City | None = None) -> dict[str, Any]:
    """What a new city of a place would be. Raises UnknownName for the place."""
    known = law.place(place)
    return {
        "slug": place.rsplit("/", 1)[-1],
        "name": known.name,
        "languages": like.languages if like else ["en", "es"],
        "time_zone": law.zone(place),
        "colour": like.colour if like else COLOUR,
        "hotlines": [],
        "place": place,
    }


def proposed_organisations(like: City | None) -> Sequence[Mapping[str, Any]]:
    """The city's office, and the organisations that a like city has."""
    same = same_organisations(like) if like else []
    return [*([] if any(o["kind"] == OFFICE["kind"] for o in same) else [OFFICE]), *same]


def same_organisations(like: City) -> Sequence[Mapping[str, Any]]:
    """The organisations of a city, without anyone who works there."""
    with operating(like) as act:
        found = cities.organisations(act)
        return [{"slug": o.slug, "name": o.name, "kind": o.kind, "agency": o.agency} for o in found]


def check(facts: Mapping[str, Any]) -> None:
    """Raises ValidationError for what no model can see."""
    wrong = {}
    known = dict(settings.LANGUAGES)
    for language in facts["languages"]:
        if language not in known:
            told = _("Amparo does not speak '%(language)s'. It speaks %(known)s.")
            wrong["languages"] = told % {"language": language, "known": ", ".join(known)}
    if facts["time_zone"] not in zoneinfo.available_timezones():
        told = _("There is no time zone '%(zone)s'. Write it like America/Chicago.")
        wrong["time_zone"] = told % {"zone": facts["time_zone"]}
    if not re.fullmatch(r"#[0-9a-f]{6}", facts["colour"]):
        wrong["colour"] = _("'%(colour)s' is no colour. Write it like %(sample)s.") % {
            "colour": facts["colour"], "sample": COLOUR,
        }  # fmt: skip
    elif contrast(facts["colour"]) < LEAST:
        told = _("%(colour)s is too pale to read: its contrast on paper is %(found)s, and %(least)s is the least.")
        found = f"{contrast(facts['colour']):.1f}"
        wrong["colour"] = told % {"colour": facts["colour"], "found": found, "least": LEAST}
    if cities.city(facts["slug"]):
        wrong["slug"] = _("There is a city '%(slug)s' already.") % {"slug": facts["slug"]}
    if wrong:
        raise ValidationError(wrong)
