"""The peta wilayah asks this server for everything, and is coloured by class."""

import html
import json
import re
import subprocess

import pytest
from shapely import LineString, Point

from geo import classes, draw
from geo.borders import KECAMATAN
from tests.e2e.browsing import FLAGS, chromium

A, B, STRANGE = "33.28.01.2001", "33.28.02.2001", "33.28.02.2099"
SHAPES = {A: Point(109, -7).buffer(0.1), B: Point(110, -7).buffer(0.1)}
SHAPES |= {STRANGE: Point(111, -7).buffer(0.1), KECAMATAN: LineString([(109, -7), (110, -7)])}
FEATURES = [
    {"type": "Feature", "id": kode, "properties": {}, "geometry": shape.__geo_interface__}
    for kode, shape in SHAPES.items()
]
BORDERS = draw.with_bbox({"type": "FeatureCollection", "features": FEATURES})
FULL, NO_DATA = classes.sequential([500])[1], classes.EMPTY[0]
KELAS = {B: NO_DATA, A: FULL}  # in another order than the borders


def drawn(url: str | None = "/geo/desa-0.json", tooltip: draw.Tooltip | None = None, **look) -> str:
    chart, group = draw.leaflet(
        BORDERS, url, "/app/static/vendor", KELAS, draw.Look(**look), tooltip
    )
    group.add_to(chart)
    return chart.get_root().render()


def test_nothing_comes_from_another_host():
    page = drawn()

    assert re.findall(r"(?:https?:)?//[a-z]", page) == []
    assert "/app/static/vendor/leaflet/leaflet.js" in page
    assert "/app/static/vendor/jquery/jquery.min.js" in page


def test_the_whole_of_the_borders_is_in_view():
    assert BORDERS["bbox"] == pytest.approx([108.9, -7.1, 111.1, -6.9])
    assert "[[-7.1, 108.9], [-6.9, 111.1]]" in drawn()


def test_geometry_comes_by_url_when_it_is_served_and_along_when_not():
    assert '"coordinates"' not in drawn()
    assert "/geo/desa-0.json" in drawn()
    assert '"coordinates"' in drawn(url=None)


LOOKS = {
    "plain": draw.Look(),
    "chosen": draw.Look(pilih=A, kecamatan="33.28.01"),
    "large": draw.Look(besar=True),
    "dark": draw.Look(pilih=A, gelap=True),
}
# Every feature is asked for twice, the second time backwards: the answer may not change.
PAGE = """<body><script>
const ids = IDS, all = {}, styles = STYLES;
for (const name in styles) {
  const first = ids.map((id) => styles[name]({id}));
  const again = ids.toReversed().map((id) => styles[name]({id})).toReversed();
  all[name] = [first, again];
}
document.body.textContent = JSON.stringify(all);
</script></body>"""


@pytest.fixture(scope="module")
def looks(tmp_path_factory) -> dict[str, dict[str, dict]]:
    """What Leaflet will be told of each feature, by name of the look: JavaScript run for real."""
    page = tmp_path_factory.mktemp("gaya") / "gaya.html"
    styles = [f'"{name}": {draw.style(BORDERS, KELAS, look)}' for name, look in LOOKS.items()]
    script = PAGE.replace("IDS", json.dumps(list(SHAPES)))
    page.write_text(script.replace("STYLES", "{" + ",".join(styles) + "}"))
    command = [chromium(), *FLAGS, "--headless", "--dump-dom", page.as_uri()]
    dom = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    told = json.loads(html.unescape(re.search("<body>(.*)</body>", dom, re.DOTALL)[1]))
    assert all(first == again for first, again in told.values())
    return {name: dict(zip(SHAPES, first, strict=True)) for name, (first, _) in told.items()}


def test_a_class_is_a_colour_and_an_empty_kind_a_pattern(looks):
    assert looks["plain"][A]["fillColor"] == FULL.warna
    assert looks["plain"][B]["fillColor"] == "url(#pola-garis)"
    assert 'id="pola-garis"' in drawn()


def test_a_border_without_a_class_is_drawn_as_no_data(looks):
    assert looks["plain"][STRANGE] == looks["plain"][B]


def test_the_chosen_desa_is_outlined_and_other_kecamatan_fade(looks):
    look = looks["chosen"]

    assert look[A] == {"fillColor": FULL.warna, "fillOpacity": 1, "color": "#101418", "weight": 3.5}
    assert look[B]["fillOpacity"] == look[STRANGE]["fillOpacity"] == 0.25
    assert [one.get("fillOpacity") for one in looks["plain"].values()] == [1, 1, 1, None]


@pytest.mark.parametrize("name", LOOKS)
def test_lines_between_kecamatan_are_thicker_and_catch_no_click(looks, name):
    line = looks[name][KECAMATAN]

    assert line["weight"] > 2 * looks[name][B]["weight"]
    assert line["interactive"] is False
    assert "fillColor" not in line


def test_a_dark_page_has_dark_lines_and_a_light_choice(looks):
    look = looks["dark"]

    assert look[A]["color"] == "#ffffff"
    assert look[B]["color"] == look[KECAMATAN]["color"] == "#0e1117"


def test_a_rerun_sends_one_sign_for_each_desa():
    page = drawn(pilih=A)

    assert '"tanda":"1nn"' in page
    assert [kode for kode in (B, STRANGE) if kode in page] == []


def test_words_of_a_tooltip_travel_as_json():
    tooltip = draw.Tooltip("/app/static/kata.js", {"judul": 'a"</b>'})

    assert json.dumps({"judul": 'a"</b>'}) in drawn(tooltip=tooltip)
