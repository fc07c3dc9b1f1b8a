"""What a city tells of itself on its pages, and the organisations that take part: changed by its office."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from amparo.core import newcity
from amparo.core.access import cities
from amparo.core.access.acting import Act
from amparo.core.models import City, Organisation
from amparo.core.rights import Right
from amparo.core.web import in_city
from amparo.languages import NAMES
from amparo.site.page import words
from amparo.site.shelf import open_shelf

HOTLINES = 3
SLUG = _("Small letters, digits and hyphens, like new-york.")


class FactsForm(forms.Form):
    """What a city is called, what it speaks, its colour, and its hotlines."""

    name = forms.CharField(label=pgettext_lazy("a city or organisation", "Name"), max_length=120)
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=list(NAMES.items()), widget=forms.CheckboxSelectMultiple
    )
    time_zone = forms.ChoiceField(label=_("Time zone"))
    colour = forms.CharField(label=_("Colour"), widget=forms.TextInput({"type": "color"}),
                             help_text=_("It must be dark enough to read on paper."))  # fmt: skip
    hotlines = forms.CharField(
        label=_("Hotlines"), required=False, widget=forms.Textarea({"rows": HOTLINES}),
        help_text=_("One a line: name; number; hours. Like: Legal aid; 312-555-0100; Monday to Friday, 9 to 5"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        zones = sorted(z for z in zoneinfo.available_timezones() if z.startswith(("America/", "Pacific/")))
        self.fields["time_zone"].choices = [(z, z.replace("_", " ")) for z in zones]  # type: ignore[attr-defined]

    def clean_hotlines(self) -> list[tuple[str, str, str]]:
        """Name, number and hours of each."""
        found = []
        for number, line in enumerate(filter(str.strip, self.cleaned_data["hotlines"].splitlines()), 1):
            name, phone, hours = ([p.strip() for p in line.split(";")] + ["", ""])[:3]
            if line.count(";") > 2 or not name or not re.fullmatch(r"[0-9+() .-]{3,20}", phone):
                raise ValidationError(gettext("Line %(n)s is no hotline. Write: name; number; hours.") % {"n": number})
            found.append((name, phone, hours))
        return found


class OrganisationForm(forms.Form):
    """An organisation that joins."""

    name = forms.CharField(label=pgettext_lazy("a city or organisation", "Name"), max_length=120)
    slug = forms.SlugField(label=_("Name in addresses"), max_length=60, help_text=SLUG,
                           error_messages={"invalid": SLUG})  # fmt: skip
    kind = forms.ChoiceField(label=_("What it is for"), choices=Organisation.Kind.choices)
    agency = forms.ChoiceField(
        label=_("What the law calls it"), required=False,
        help_text=_("Leave empty where no law about requests binds it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        labels = [
            (label, words().kind_label("agency", label)) for label in open_shelf().law.words.kinds["agency"].labels
        ]
        self.fields["agency"].choices = [("", "–"), *labels]  # type: ignore[attr-defined]


@in_city(Right.CITY_MANAGE)
def settings(request: HttpRequest, act: Act) -> HttpResponse:
    """Change what the city tells of itself; let an organisation join."""
    assert act.city is not None
    do = request.POST.get("do")
    form = FactsForm(request.POST if do == "facts" else None, initial=_shown(act.city))
    joins = OrganisationForm(request.POST if do == "organisation" else None, prefix="o")
    if form.is_bound and form.is_valid() and _done(form, lambda: _change(act, form.cleaned_data)):
        messages.success(request, gettext("The city was changed."))
        return HttpResponseRedirect(request.path)
    if joins.is_bound and joins.is_valid() and _done(joins, lambda: cities.add_organisation(act, joins.cleaned_data)):
        messages.success(request, gettext("The organisation has joined. Invite its first manager."))
        return HttpResponseRedirect(request.path)
    page = {"form": form, "joins": joins, "organisations": cities.organisations(act)}
    return render(request, "staff/city.html", page, status=422 if form.errors or joins.errors else 200)


def facts_of(told: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, as fields of a city. Names and hours of hotlines are in its first language."""
    lang = told["languages"][0]
    hotlines = [{"name": {lang: name}, "number": number, "hours": {lang: hours} if hours else {}}
                for name, number, hours in told["hotlines"]]  # fmt: skip
    return {**{n: told[n] for n in ("name", "languages", "time_zone", "colour")}, "hotlines": hotlines}


def say_wrong(form: forms.Form, error: ValidationError) -> None:
    """Put what is wrong beside its field."""
    for name, sentences in error.message_dict.items():
        form.add_error(name if name in form.fields else None, sentences)


def _change(act: Act, told: Mapping[str, Any]) -> None:
    assert act.city is not None
    facts = facts_of(told)
    facts["hotlines"] = [_as_before(h, act.city) for h in facts["hotlines"]]
    newcity.check({**facts, "slug": ""})
    cities.change_city(act, facts)


def _as_before(hotline: dict[str, Any], city: City) -> dict[str, Any]:
    """A hotline with its words in other languages, where those in the form were not changed."""
    for old in city.hotlines:
        if old["number"] == hotline["number"]:
            same = {n for n in ("name", "hours") if hotline[n].items() <= old[n].items() and hotline[n]}
            return {**hotline, **{n: old[n] for n in same}}
    return hotline


def _done(form: forms.Form, act: Any) -> bool:
    try:
        act()
    except ValidationError as error:
        say_wrong(form, error)
        return False
    return True


def _shown(city: City) -> dict[str, Any]:
    def first(texts: Mapping[str, str]) -> str:
        return texts.get(city.languages[0]) or next(iter(texts.values()), "")

    lines = ["; ".join(filter(None, (first(h["name"]), h["number"], first(h["hours"])))) for h in city.hotlines]
    facts = {name: getattr(city, name) for name in ("name", "languages", "time_zone", "colour")}
    return {**facts, "hotlines": "\n".join(lines)}
