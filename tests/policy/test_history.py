"""What happened to a request, told in the language of whoever reads it, as far as it can be."""

from __future__ import annotations

import dataclasses
import re

from amparo.policy.access import entries
from tests.desks import client_of
from tests.policy.test_records import decided

HEADLINE = {
    "en": "The sheriff must not hold this person past release on the detainer.",
    "es": "La oficina del sheriff no debe retener a esta persona por el detainer después de la hora de su liberación.",
}


def newest(staff, desk, request, lang):
    """The newest line of what happened, on the page in a language."""
    page = client_of(staff).get(desk.url(f"{request.pk}/").replace("/en/", f"/{lang}/"))
    return re.search(r'<ol class="timeline".*?<p>(.*?)</p>', page.text, re.S)[1]


def test_a_clerk_reads_in_spanish_what_was_decided_on_a_page_in_english(desk):
    clerk = desk.hire("clerk")
    request = decided(desk, clerk)
    assert newest(clerk, desk, request, "en").startswith(f"Decided: {HEADLINE['en']}")
    assert newest(clerk, desk, request, "es").startswith(f"Decidido: {HEADLINE['es']}")


def test_a_decision_under_an_earlier_law_stands_as_it_was_written(desk):
    clerk = desk.hire("clerk")
    request = desk.record(clerk)
    made = dataclasses.replace(desk.decision(request), law="0" * 16)
    desk.change(clerk, request, entries.decided, made)
    assert newest(clerk, desk, request, "es").startswith(f"Decidido: {HEADLINE['en']}")
