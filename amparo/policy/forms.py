"""The forms of the desk. None has a field for a person's name, date of birth or number."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.law.words import Words
from amparo.policy.access.leaving import EVERY, LONGEST
from amparo.policy.access.listing import Filter
from amparo.policy.papers import papers
from amparo.policy.shown import CHANNELS, STATES
from amparo.site.shelf import open_shelf

LONGEST_WORDS = 2_000
NO_NAMES = gettext_lazy("Write no name, date of birth or number of a person here.")
MINUTE = "%Y-%m-%dT%H:%M"


class TokenForm(forms.Form):
    """A form that counts once, however often it is sent."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)


class RecordForm(TokenForm):
    """What arrived, when and how."""

    paper = forms.ChoiceField(
        label=gettext_lazy("What did you receive?"), widget=forms.RadioSelect,
        help_text=gettext_lazy("Read the number or title at the top of the paper."),
        error_messages={"required": gettext_lazy("Choose what you received.")},
    )  # fmt: skip
    received = forms.DateTimeField(
        label=gettext_lazy("When did it arrive?"), input_formats=[MINUTE, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput({"type": "datetime-local", "placeholder": "2026-03-02 17:00"}, MINUTE),
        error_messages={
            "required": gettext_lazy("Give the day and hour at which it arrived."),
            "invalid": gettext_lazy("This is no day and hour we can read. Give both, like 2026-03-02 17:00."),
        },
    )  # fmt: skip
    channel = forms.ChoiceField(label=gettext_lazy("How did it arrive?"), choices=list(CHANNELS.items()))
    own = forms.CharField(
        label=gettext_lazy("Your own file number"), max_length=40, required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=gettext_lazy("Kept sealed; you can find the request by it. Never the person's name or A-number."),
    )  # fmt: skip

    def __init__(self, data: QueryDict | None, said: Words, now: datetime.datetime) -> None:
        local = timezone.localtime(now).replace(second=0, microsecond=0, tzinfo=None)
        super().__init__(data, initial={"received": local, "channel": "electronic"})
        self.now, self.said = now, said
        self.fields["paper"].choices = [(one.name, one.called(said)) for one in papers().values()]  # type: ignore[attr-defined]

    def clean_received(self) -> datetime.datetime:
        """It cannot have arrived in the future."""
        given: datetime.datetime = self.cleaned_data["received"]
        if given > self.now:
            raise forms.ValidationError(_("This moment is still to come. Give the one at which it arrived."))
        return given


class ReasonForm(TokenForm):
    """Words that go with what is done."""

    words = forms.CharField(
        max_length=LONGEST_WORDS, widget=forms.Textarea({"rows": 3}), help_text=NO_NAMES,
        error_messages={"required": gettext_lazy("Say why, in a few words.")},
    )  # fmt: skip

    def __init__(self, data: QueryDict | None = None, *, label: Any, prefix: str, optional: bool = False) -> None:
        super().__init__(data, auto_id=f"{prefix}_%s")
        self.fields["words"].label = label
        self.fields["words"].required = not optional


class FilterForm(forms.Form):
    """What the list shows."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False,
        choices=[("", gettext_lazy("All but closed")), *STATES.items(), ("all", gettext_lazy("All"))],
    )  # fmt: skip
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    due = forms.ChoiceField(
        label=gettext_lazy("Due"), required=False,
        choices=[("", gettext_lazy("Any time or none")), ("overdue", gettext_lazy("Overdue")),
                 ("soon", gettext_lazy("Within 24 hours")), ("clock", gettext_lazy("With a clock"))],
    )  # fmt: skip
    who = forms.ChoiceField(
        label=gettext_lazy("Who"), required=False,
        choices=[("", gettext_lazy("Everybody")), ("recorded", gettext_lazy("Recorded by me")),
                 ("review", gettext_lazy("For me to review")), ("reviewed", gettext_lazy("Reviewed by me"))],
    )  # fmt: skip

    def __init__(self, data: QueryDict, said: Words) -> None:
        super().__init__(data)
        self.fields["state"].widget.attrs["data-filter"] = ""
        self.fields["kind"].choices = [("", _("All")), *kinds(said)]  # type: ignore[attr-defined]

    def wanted(self) -> Filter:
        """The filter; what is no choice is as none."""
        self.is_valid()
        return Filter(**{name: self.cleaned_data.get(name, "") for name in self.fields})


class ScheduleForm(forms.Form):
    """For how many days the city keeps requests of each kind."""

    def __init__(self, data: QueryDict | None, said: Words, days: dict[str, int]) -> None:
        super().__init__(data, initial=days)
        for name, words in [(EVERY, _("Every other kind")), *kinds(said)]:
            self.fields[name] = forms.IntegerField(
                label=words, min_value=1, max_value=LONGEST, required=name == EVERY, widget=forms.NumberInput,
                error_messages={"required": _("Give a number of days."),
                                "invalid": _("This is no whole number. Give days, like 365.")},
            )  # fmt: skip


def kinds(said: Words) -> list[tuple[str, str]]:
    """The kinds of request that papers bring, with their words."""
    found = dict.fromkeys(one.request for one in papers().values())
    labels = open_shelf().law.words.kinds["request"].labels
    return [(name, said.kind_label("request", name)) for name in found if name in labels]
