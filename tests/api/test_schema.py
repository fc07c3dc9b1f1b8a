"""Whatever is sent to the API, the answer is one that its schema promises."""

from __future__ import annotations

import os

import django
import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS, load_all_checks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.settings")
django.setup()

# The site's own `wsgi` also begins to draw rules in the background, which changes modules while Hypothesis reads them.
schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
HEADERS = {"Accept-Encoding": "identity"}  # the client of these tests cannot unpack
PLACES = ("us", "us/ny/new-york", "us/tx", "us/il/chicago")
PHASES = (Phase.explicit, Phase.generate)
QUESTIONS = ("hold_on_detainer", "notify_release", "certify_u_visa")
FACTS = ("agency", "request", "convictions", "warrant_signed_by", "release_due", "us_citizen")


@pytest.mark.slow
@schema.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
def test_every_answer_is_one_that_the_schema_promises(case):
    # What fits the schema may still name something that the law does not know.
    load_all_checks()
    case.call_and_validate(headers=HEADERS, excluded_checks=[CHECKS.get_one("positive_data_acceptance")])


RECORDS = st.lists(st.dictionaries(st.sampled_from(["date", "offense", "kind"]), st.text(max_size=12)), max_size=3)
VALUES = st.none() | st.booleans() | st.text(max_size=12) | st.integers() | st.floats(allow_nan=False) | RECORDS


@pytest.mark.slow
@pytest.mark.parametrize("address", ["/api/ask", "/api/next"])
@given(data=st.data())
@settings(max_examples=25, deadline=None, phases=PHASES)
def test_whatever_is_said_to_be_known_of_a_real_question_is_answered_or_refused(address, data):
    body = {
        "place": data.draw(st.sampled_from(PLACES)), "question": data.draw(st.sampled_from(QUESTIONS)),
        "facts": data.draw(st.dictionaries(st.sampled_from(FACTS), VALUES, max_size=3)),
    }  # fmt: skip
    response = schema[address]["POST"].Case(body=body, media_type="application/json").call(headers=HEADERS)
    assert response.status_code in (200, 404, 422)
    schema[address]["POST"].validate_response(response)
