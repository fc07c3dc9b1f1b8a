"""Ways to reach each sort of page as a person would: by links, fields and buttons."""

import contextlib
import time

from playwright.sync_api import Error

JAIL = "us/ny/new-york/situation/detainer_arrives/"
CHICAGO = "us/il/chicago/question/hold_on_detainer/"
PAIR = "place=us/il/chicago&place=us/ny/new-york"
SIX = "&".join(f"place=us/{p}" for p in ("ca", "ca/los-angeles", "il", "ny", "tx", "tx/houston"))


def choose(page, name, value):
    page.check(f'input[name="f.{name}"][value="{value}"]')
    page.click("button.main")


def until_verdict(page, answers, most=30):
    """Answers what is in `answers`, says "I do not know" to the rest, until there is a verdict."""
    for _ in range(most):
        page.wait_for_load_state()
        now = page.locator('#answers input[name="now"]')
        if not now.count():
            return
        name = now.get_attribute("value")
        if name in answers:
            choose(page, name, answers[name])
        elif page.locator(f'input[name="f.{name}"][value="?"]').count():
            choose(page, name, "?")
        else:
            page.click('button[name="do"][value="unknown"]')
    raise AssertionError("There was no verdict.")


def address(path):
    def go(page, site, lang):
        page.goto(f"{site}/{lang}/{path}")

    return go


def worked_out(path):
    """Like `address`, for a page that may first say that it is being worked out."""

    def go(page, site, lang):
        for _ in range(90):
            # With scripts the page asks again by itself, now and then just when we do.
            with contextlib.suppress(Error):
                page.goto(f"{site}/{lang}/{path}")
                page.wait_for_load_state()
                if not page.locator("#waiting").count():
                    return
            time.sleep(1)
        raise AssertionError("It was not worked out in time.")

    return go


def zip_code(page, site, lang):
    page.goto(f"{site}/{lang}/")
    page.fill("#zip", "10001")
    page.press("#zip", "Enter")


def wrong_zip(page, site, lang):
    page.goto(f"{site}/{lang}/")
    page.fill("#zip", "12")
    page.press("#zip", "Enter")


def nothing_chosen(page, site, lang):
    page.goto(f"{site}/{lang}/{JAIL}")
    page.click("button.main")


def second_question(page, site, lang):
    page.goto(f"{site}/{lang}/{JAIL}")
    choose(page, "agency", "city_jail")


def day_asked_about(page, site, lang):
    page.goto(f"{site}/{lang}/{JAIL}")
    page.click('button[name="ask"][value="on"]')


def known_so_far(page, site, lang):
    second_question(page, site, lang)
    page.click('button[name="show"]')


def several_verdicts(page, site, lang):
    page.goto(f"{site}/{lang}/{JAIL}")
    until_verdict(page, {"agency": "city_jail", "warrant_signed_by": "no_one"})


def one_verdict(page, site, lang):
    page.goto(f"{site}/{lang}/{CHICAGO}")
    until_verdict(page, {"agency": "police", "request": "immigration_detainer"})


def sheet(page, site, lang):
    one_verdict(page, site, lang)
    page.click('button[name="show"][value="sheet"]')


def convictions(page, site, lang):
    """A list of convictions with entries, by way of a worked example that has some."""
    page.goto(f"{site}/{lang}/us/ny/new-york/law/police-14-154/")
    for fold in page.locator(".cases > summary").all():
        fold.click()
    page.locator('form:has(input[name="f.convictions.0"]) button').first.click()
    page.click('button[name="ask"][value="convictions"]')


def whole(walk):
    """A walk to the end of which the page is there as a whole: a click waits for its beginning only."""

    def go(page, site, lang):
        walk(page, site, lang)
        page.wait_for_load_state()

    return go


PAGES = {
    "home": address(""),
    "how it works": address("how/"),
    "all law": address("law/"),
    "city": address("us/ny/new-york/"),
    "state": address("us/tx/"),
    "state without law": address("us/wy/"),
    "ZIP code": zip_code,
    "wrong ZIP code": wrong_zip,
    "law file": address("us/il/chicago/law/police-orders/"),
    "law file of another day": address("us/ny/new-york/law/detainers-before-2014/?on=2013-01-01"),
    "first question": address(JAIL),
    "nothing chosen": nothing_chosen,
    "second question": second_question,
    "day asked about": day_asked_about,
    "convictions": convictions,
    "known so far": known_so_far,
    "several verdicts": several_verdicts,
    "one verdict": one_verdict,
    "sheet": sheet,
    "places to compare": address("compare/"),
    "one place to compare": address("compare/?place=us/tx"),
    "two places compared": worked_out(f"compare/?{PAIR}"),
    "six places compared": worked_out(f"compare/?{SIX}"),
    "differences": worked_out(f"compare/hold_on_detainer/?{PAIR}"),
    "no differences": worked_out("compare/certify_u_visa/?place=us/tx&place=us/tx/houston"),
    "past requests": worked_out("simulation/"),
    "past requests by the law of then": worked_out("simulation/?law=us/il/chicago&day=then"),
    "no such page": address("us/ny/new-yorck/"),
}
PAGES = {name: whole(walk) for name, walk in PAGES.items()}
"""Every sort of page there is, by name."""
