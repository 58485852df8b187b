"""Every page keeps the rules of WCAG 2.2 AA that a program can check, in both themes."""

import pytest

from tests.e2e import seeing
from tests.navigation import PAGES

LOOKS = [(1280, 720, False), (1280, 720, True), (390, 844, False)]
FOLDED = '[data-testid="stExpander"] details:not([open]) > summary'
FAINT = """() => document.querySelector('h1.kalimat')
  .insertAdjacentHTML('afterend', '<p style="color: #bbb; background: #fff">terlalu pucat</p>')"""


@pytest.mark.parametrize("name", PAGES)
def test_page_breaks_no_rule(open_page, name):
    """With everything unfolded: what is hidden is not looked at."""
    page = seeing.settled(open_page(PAGES[name]))
    for part in page.locator(FOLDED).all()[::-1]:  # from below: opening one moves the others
        part.click()
    for width, height, dark in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light")
        seeing.settled(page)

        assert seeing.broken(page) == [], (width, dark)


def test_a_faint_sentence_is_found(open_page):
    page = seeing.settled(open_page())

    page.evaluate(FAINT)

    assert [fault.split(":")[0] for fault in seeing.broken(page)] == ["color-contrast"]
