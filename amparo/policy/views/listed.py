"""The list of requests: what is due first, filters, the office's own file numbers, and a file for a spreadsheet."""

from __future__ import annotations

import csv
import functools
import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from amparo.core.rights import Right
from amparo.policy import beside, shown
from amparo.policy.access import listing, requests
from amparo.policy.access.requests import Opened
from amparo.policy.forms import FilterForm
from amparo.policy.models import IceRequest
from amparo.policy.web import Here, at_desk
from amparo.site.page import words
from amparo.site.shelf import open_shelf

MOST_LINES = 100_000
HEAD = [
    "number", "received", "paper", "kind", "channel", "state", "verdict", "law_day", "next_due", "on_hold", "leaves",
]  # fmt: skip


@require_safe
@at_desk(Right.REQUESTS_READ)
def listed(request: HttpRequest, here: Here) -> HttpResponse:
    """The list. `?row=` opens one request beside it, which is a read of that request as its own page is."""
    wanted, fields = _chosen(here, request.GET)
    opened = _opened(here, request.GET.get("row", ""))
    after, before = request.GET.get("after", ""), "" if request.GET.get("after") else request.GET.get("before", "")
    found = listing.page(here.act, here.organisation, wanted, here.staff, here.now, after=after, before=before)
    query = _query(wanted)
    at = _and(query, "after", after) if after else _and(query, "before", before)
    context = {
        "rows": _rows(here, found.rows, f"?{at}", opened),
        "beside": beside.beside(here, opened, f"?{at}" if at else here.url("requests")) if opened else None,
        "count": _count(listing.counted(here.act, here.organisation, wanted, here.staff, here.now, found)),
        "filters": _filters(here, fields, query),
        "next": f"?{_and(query, 'after', found.after)}" if found.after else "",
        "previous": f"?{_and(query, 'before', found.before)}" if found.before else "",
        "empty": _empty(here, bool(query)),
        **_frame(here),
    }
    return render(request, "policy/list.html", context)


@require_POST
@at_desk(Right.REQUESTS_READ)
def find(request: HttpRequest, here: Here) -> HttpResponse:
    """The requests with an own file number. It is posted, so that it stands in no address and in no log."""
    own = request.POST.get("own", "").strip()[:40]
    found = requests.find_own(here.act, here.organisation, own) if own else []
    if len(found) == 1:
        return here.go("request", found[0].pk)
    context = {
        "rows": _rows(here, found, f"{here.url('requests')}?", None),
        "own": own,
        "filters": None,
        "back": here.url("requests"),
        "empty": {"words": _("No request has this file number.") if own else _("Type a file number.")},
        **_frame(here),
    }
    return render(request, "policy/list.html", context, status=200 if own else 422)


@require_POST
@at_desk(Right.REQUESTS_READ)
def save_filter(request: HttpRequest, here: Here) -> HttpResponse:
    """Keep the filter that is shown under a name."""
    query = _query(_chosen(here, QueryDict(request.POST.get("query", "")[:500]))[0])
    try:
        listing.save_filter(here.act, here.organisation, here.staff, request.POST.get("name", ""), query)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The filter is saved."))
    answer = here.go("requests")
    answer["Location"] += f"?{query}" if query else ""
    return answer


@require_POST
@at_desk(Right.REQUESTS_READ)
def remove_filter(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """Forget a saved filter."""
    listing.remove_filter(here.act, here.organisation, here.staff, number)
    return here.go("requests")


@require_safe
@at_desk(Right.REQUESTS_READ)
def year_file(request: HttpRequest, here: Here, year: int) -> HttpResponse:
    """The requests of a year, one a line, without anything that is sealed."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="requests-{here.organisation.slug}-{year}.csv"'
    lines = csv.writer(answer)
    lines.writerow(HEAD)
    for one in listing.of_year(here.act, here.organisation, year, MOST_LINES):
        due = timezone.localtime(one.next_due).isoformat(" ", "minutes") if one.next_due else ""
        lines.writerow([
            shown.number(one), timezone.localtime(one.received).isoformat(" ", "minutes"), one.paper, one.kind,
            one.channel, one.state, one.verdict, one.law_day or "", due, "yes" if one.held else "no", one.expires,
        ])  # fmt: skip
    return answer


# ---- how -----------------------------------------------------------------------------------------------
def _chosen(here: Here, query: QueryDict) -> tuple[listing.Filter, SafeString]:
    """The filter that an address asks for, and its fields."""
    given = tuple((name, query.get(name, "")[:40]) for name in FilterForm.base_fields)
    return _drawn(here.said.lang, open_shelf().law.digest, given)


@functools.lru_cache(maxsize=256)
def _drawn(lang: str, law: str, given: tuple[tuple[str, str], ...]) -> tuple[listing.Filter, SafeString]:
    """The fields hang on the language, the law's words and the choice alone: they are drawn once for each."""
    said = open_shelf().words[lang]
    wanted = FilterForm(QueryDict(urlencode(given)), said).wanted()
    form = FilterForm(QueryDict(_query(wanted)), said)
    return wanted, SafeString("".join(field.as_field_group() for field in form.visible_fields()))


def _opened(here: Here, row: str) -> Opened | None:
    try:
        id = uuid.UUID(row)
    except ValueError:
        return None
    return here.opened(id)


def _rows(here: Here, found: Sequence[IceRequest], at: str, opened: Opened | None) -> list[dict[str, Any]]:
    """The rows; `at` is the start of the address that opens one beside the list."""
    base, now, said = here.url("requests"), here.now, here.said
    start = at if at.endswith("?") else f"{at}&"
    return [
        {**beside.row(one, f"{base}{one.pk}/", now, said), "beside": f"{start}row={one.pk}",
         "current": opened is not None and one.pk == opened.request.pk}
        for one in found
    ]  # fmt: skip


def _filters(here: Here, fields: SafeString, query: str) -> dict[str, Any]:
    base = here.url("requests")
    saved = [
        {"name": one.name, "url": f"{base}?{one.query}", "current": one.query == query,
         "remove": here.url("request-filter-remove", one.pk)}
        for one in listing.saved(here.organisation, here.staff)
    ]  # fmt: skip
    return {"label": _("Filter the requests"), "url": base, "fields": fields, "saved": saved, "query": query,
            "save": here.url("request-filters") if query else ""}  # fmt: skip


def _frame(here: Here) -> dict[str, Any]:
    year = here.today.year
    return {
        "new": here.url("request-new") if here.may(Right.REQUESTS_RECORD) else "",
        "find": here.url("request-find"),
        "leaving": here.url("requests-leaving"),
        "files": [{"words": str(y), "url": here.url("requests-csv", y)} for y in (year, year - 1)],
        "said": words(),
    }


def _empty(here: Here, filtered: bool) -> dict[str, Any]:
    if filtered:
        return {"words": _("No request fits this filter."),
                "action": {"words": _("Show all"), "url": here.url("requests")}}  # fmt: skip
    action = {"words": _("Record the first request"), "url": here.url("request-new")}
    return {"words": _("No request has come in yet."), "action": action if here.may(Right.REQUESTS_RECORD) else None}


def _count(many: int) -> str:
    if many > listing.COUNTED:
        return _("More than 1,000 requests")
    return ngettext("%(n)s request", "%(n)s requests", many) % {"n": many}


def _query(wanted: listing.Filter) -> str:
    return urlencode({name: value for name, value in vars(wanted).items() if value})


def _and(query: str, name: str, key: str) -> str:
    """A query with one more name, if that is given."""
    more = urlencode({name: key[:80]}) if key else ""
    return "&".join(filter(None, (query, more)))
