"""Deadlines as a file for calendar programs (iCalendar, RFC 5545). All times are in UTC."""

from __future__ import annotations

import datetime
import uuid

from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from amparo.law.words import Words
from amparo.policy import shown
from amparo.policy.access.calendar import Deadlines, config
from amparo.policy.models import Duty
from amparo.site.shelf import open_shelf

HOUR = datetime.timedelta(hours=1)


def calendar_file(found: Deadlines, base: str, said: Words, now: datetime.datetime) -> bytes:
    """The file, in the language of the page. `base` is the address of the site, without a slash at its end."""
    made = Calendar()
    made.add("prodid", "-//Amparo//Request desk//EN")
    made.add("version", "2.0")
    made.add("name", _("Deadlines"))
    made.add("x-wr-calname", _("Deadlines"))
    made.add("refresh-interval", HOUR, parameters={"VALUE": "DURATION"})
    for duty in found.duties:
        where = [found.city.slug, found.organisation.slug, duty.request_id]
        made.add_component(_event(duty, base + reverse("request", args=where), said, now))
    return made.to_ical()


def _event(duty: Duty, url: str, said: Words, now: datetime.datetime) -> Event:
    """A deadline: a moment that takes no time of anybody. It says the number of the request and what the law asks."""
    assert duty.due is not None
    summary = _("Request %(number)s due") % {"number": shown.number(duty.request)}
    event = Event()
    # The same as long as the request has this duty, also when a new decision puts it on another day.
    event.add("uid", str(uuid.uuid5(duty.request_id, duty.name)))
    event.add("dtstamp", now.astimezone(datetime.UTC).replace(microsecond=0))
    event.add("dtstart", duty.due.astimezone(datetime.UTC))
    event.add("summary", summary)
    if duty.name in open_shelf().law.words.questions:
        event.add("description", said.question(duty.name))
    event.add("url", url)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    for before in config()["alarms"]["hours"]:
        if duty.due - before * HOUR > now:
            event.add_component(_alarm(before, summary))
    return event


def _alarm(before: int, words: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -before * HOUR)
    alarm.add("description", words)
    return alarm
