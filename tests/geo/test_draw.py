"""The peta wilayah asks this server for everything, and is coloured by class."""

import json
import re

from geo import classes, draw

TWO = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "id": kode, "properties": {},
         "geometry": {"type": "Polygon", "coordinates": [[[x, -7], [x + 1, -7], [x, -6], [x, -7]]]}}
        for kode, x in (("33.28.01.2001", 109), ("33.28.02.2001", 110))
    ],
}  # fmt: skip
FULL, NO_DATA = classes.sequential([500])[1], classes.EMPTY[0]
KELAS = {"33.28.01.2001": FULL, "33.28.02.2001": NO_DATA}


def drawn(url: str | None = "/geo/desa-0.json", tooltip: draw.Tooltip | None = None, **look) -> str:
    chart, group = draw.leaflet(TWO, url, "/app/static/vendor", KELAS, draw.Look(**look), tooltip)
    group.add_to(chart)
    return chart.get_root().render()


def test_nothing_comes_from_another_host():
    page = drawn()

    assert re.findall(r"(?:https?:)?//[a-z]", page) == []
    assert "/app/static/vendor/leaflet/leaflet.js" in page
    assert "/app/static/vendor/jquery/jquery.min.js" in page


def test_geometry_comes_by_url_when_it_is_served_and_along_when_not():
    assert '"coordinates"' not in drawn()
    assert "/geo/desa-0.json" in drawn()
    assert '"coordinates"' in drawn(url=None)


def test_a_class_is_a_colour_and_an_empty_kind_a_pattern():
    page = drawn()

    assert f'"fillColor": "{FULL.warna}"' in page
    assert '"fillColor": "url(#pola-garis)"' in page
    assert 'id="pola-garis"' in page


def test_a_border_without_a_class_is_drawn_as_no_data():
    chart, group = draw.leaflet(TWO, "/geo/a.json", "/v", {}, draw.Look())
    group.add_to(chart)

    assert '"fillColor": "url(#pola-garis)"' in chart.get_root().render()


def test_the_chosen_desa_is_outlined_and_other_kecamatan_fade():
    page = drawn(pilih="33.28.01.2001", kecamatan="33.28.01")

    assert '"weight": 3.5' in page
    assert page.count('"fillOpacity": 0.25') == 1
    assert '"weight": 3.5' not in drawn()


def test_words_of_a_tooltip_travel_as_json():
    tooltip = draw.Tooltip("/app/static/kata.js", {"judul": 'a"</b>'})

    assert json.dumps({"judul": 'a"</b>'}) in drawn(tooltip=tooltip)
