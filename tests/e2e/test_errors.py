"""A desa is chosen on the funnel and on the list of the month: over 24 desa, enough for both."""

from collections.abc import Iterator

import pytest

from tests import server
from tests.e2e import seeing
from tests.e2e.seeing import settled
from tests.e2e.test_choosing import assert_chosen
from tests.pages import many


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The application over the summary of tests/pages/many.py."""
    data = tmp_path_factory.mktemp("banyak")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PANTAU_DATA", str(data))
        patch.delenv("SUMMARY_URL", raising=False)
        many.publish()
    with server.running(server.ROOT, PANTAU_DATA=str(data)) as address:
        yield address


def test_a_click_on_a_name_to_discuss_chooses_everywhere(open_page):
    page = settled(open_page("/"))
    name = page.locator('[class*="st-key-bicara-"] button').first
    label = name.inner_text()

    name.click()

    assert_chosen(settled(page), label)
    assert label in seeing.headline(page)


def test_a_click_on_a_point_of_the_funnel_chooses_and_a_second_lets_go(open_page):
    page = settled(open_page("/eksklusi"))
    points = page.locator(".js-plotly-plot .scatterlayer .points path")
    points.first.wait_for()
    page.get_by_text("Di luar kebetulan atau tidak").scroll_into_view_if_needed()

    for found in (["desa"], []):
        # Of the topmost points nothing lies over the one that is far from all others.
        highest = min(points.all(), key=lambda point: point.bounding_box()["y"])
        highest.click(force=True)
        settled(page)
        assert [name for name in seeing.query(page) if name == "desa"] == found
        if found:
            assert_chosen(page, "Desa 01 (Hulu)")  # 70 of 100
