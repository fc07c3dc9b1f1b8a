"""With scripts: nothing for axe to find, quick exit, and the button that prints."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import walks

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.parametrize(
    ("lang", "width", "scheme"), [("en", 1280, "light"), ("es", 360, "dark")], ids=["light", "dark"]
)
@pytest.mark.parametrize("name", walks.PAGES)
def test_axe_finds_nothing(open_page, site, name, lang, width, scheme):
    page = open_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    walks.PAGES[name](page, site, lang)
    page.evaluate("document.querySelectorAll('details:not(.tongues)').forEach(d => { d.open = true })")
    found = Axe().run(page, options=RULES).response["violations"]
    told = [(v["id"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found]
    assert not told
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def leaving(page, site):
    """The addresses elsewhere that the page asks for from now on."""
    left = []
    page.on("request", lambda r: None if r.url.startswith(site) else left.append(r.url))
    return left


def test_three_presses_of_shift_leave_at_once(page, site):
    page.goto(f"{site}/en/how/")
    left = leaving(page, site)
    for _ in range(2):
        page.keyboard.press("Shift")
    assert not left
    page.keyboard.press("Shift")
    page.wait_for_timeout(300)
    assert left


def test_the_leave_button_hides_the_page_and_goes(page, site):
    page.goto(f"{site}/es/")
    left = leaving(page, site)
    page.click("[data-leave]", no_wait_after=True)
    page.wait_for_timeout(300)
    assert left


def test_no_page_breaks_its_own_content_policy(page, site):
    said = []
    page.on("console", lambda message: said.append(message.text))
    for path in ("", "how/", "law/", "us/ny/new-york/", walks.JAIL):
        page.goto(f"{site}/en/{path}")
    walks.sheet(page, site, "en")
    assert not said


def test_the_sheet_has_a_button_that_prints(page, site):
    walks.sheet(page, site, "en")
    page.evaluate("window.print = () => { document.title = 'printed' }")
    page.click("[data-print]")
    assert page.title() == "printed"


def test_a_question_is_answered_with_the_keyboard_alone(page, site):
    page.goto(f"{site}/en/{walks.JAIL}")
    page.locator('input[name="f.agency"]').first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(".thread >> text=City jail")
