"""Maps and the month heat map: what is sent to the browser, how little, and what comes back."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from shapely import box
from streamlit.testing.v1 import AppTest

from geo import classes
from geo.wilayah_codes import Desa
from pages.parts import browser_map, heatmap, maps
from tests.geo import squares

ROOT = Path(__file__).parents[2]
BATAS = [500, 750]
MONTHS = [f"B{n:02}" for n in range(13)]
COLUMNS = ["kode", "nama", "tingkat", "kode_induk", "petak_kolom", "petak_baris"]


def wilayah() -> pd.DataFrame:
    facts = ROOT / "data_samples" / "wilayah" / "33.28.csv"
    return pd.read_csv(facts, dtype={"kode": str, "kode_induk": str})[COLUMNS]


def table(numerator=471, denominator=612, unknown=41) -> pd.DataFrame:
    """The same counts for every desa of Kab. Tegal."""
    areas = wilayah()
    kode = areas.loc[areas["tingkat"].isin(["desa", "kelurahan"]), "kode"].to_list()
    counts = {"numerator": numerator, "denominator": denominator, "unknown": unknown}
    rows = pd.DataFrame(counts, index=kode, dtype="float64")
    shares = classes.permille(rows["numerator"], rows["denominator"])
    return rows.assign(**{"class": list(classes.classify(shares, BATAS))})


def page(view, areas, counts, choice):
    """A page with one map; AppTest runs its text, so what it needs is imported inside."""
    import streamlit as st

    from geo import classes
    from pages.parts import maps

    def remember(kode):
        st.session_state["desa"] = kode

    maps.peta(
        view, areas, counts, classes.sequential([500, 750]), key="peta", on_pilih=remember,
        judul="Kemutakhiran", **choice,
    )  # fmt: skip


def drawn(view="petak", counts=None, **choice) -> AppTest:
    chosen = {"pilih": None, "kecamatan": None, "besar": False} | choice
    counts = table() if counts is None else counts
    app = AppTest.from_function(page, args=(view, wilayah(), counts, chosen)).run()
    assert not app.exception
    return app


def sent(app: AppTest) -> dict:
    return json.loads(app.get("bidi_component")[0].proto.json)


def test_geometry_travels_inline_without_our_server():
    first = sent(drawn())["geometri"]["desa"][0]

    assert first == ["33.28.01.2001", "Prupuk Selatan", "Margasari", 0, 3]


def test_geometry_is_an_address_on_our_server_and_the_file_is_there(data_dir, monkeypatch):
    monkeypatch.setenv("PANTAU_ASGI", "1")

    address = sent(drawn())["geometri"]

    held = json.loads((data_dir / address.lstrip("/")).read_text(encoding="utf-8"))
    assert len(held["desa"]) == 287


def test_a_read_only_data_folder_still_gives_a_map(tmp_path, monkeypatch):
    in_the_way = tmp_path / "a-file"
    in_the_way.touch()
    monkeypatch.setenv("PANTAU_ASGI", "1")
    monkeypatch.setenv("PANTAU_DATA", str(in_the_way))

    assert len(sent(drawn())["geometri"]["desa"]) == 287


def test_a_rerun_sends_at_most_four_kilobytes(monkeypatch):
    monkeypatch.setenv("PANTAU_ASGI", "1")
    choice = {"pilih": "33.28.01.2001", "kecamatan": "33.28.01"}

    proto = drawn(**choice).get("bidi_component")[0].proto

    assert proto.ByteSize() <= 4096
    assert "import(" in proto.js_content


def test_counts_and_classes_are_in_the_order_of_the_geometry():
    counts = table()
    counts.loc["33.28.01.2003", ["numerator", "denominator", "unknown"]] = [1, 2, 3]
    counts.loc["33.28.01.2003", "class"] = "s"

    data = sent(drawn(counts=counts.iloc[::-1]))

    assert data["kelas"][:4] == "22s2"
    assert data["angka"].split(";")[1:4] == ["d3,h0,15", "1,2,3", "d3,h0,15"]


def test_a_missing_count_is_sent_as_nothing_never_as_zero():
    counts = table()
    counts.loc["33.28.01.2001", "numerator"] = np.nan  # suppressed, or not sent
    counts.loc["33.28.01.2001", "class"] = "n"
    counts = counts.drop("33.28.01.2002")  # a desa nobody asked about

    data = sent(drawn(counts=counts))

    assert data["kelas"][:3] == "nn2"
    assert data["angka"].split(";")[:3] == ["", "", "d3,h0,15"]


def test_choice_and_size_reach_the_browser():
    data = sent(drawn(pilih="33.28.01.2001", kecamatan="33.28.01", besar=True))

    assert (data["pilih"], data["kecamatan"], data["besar"]) == ("33.28.01.2001", "33.28.01", True)
    assert data["legenda"][0] == ["0", "di bawah 50 %", classes.RAMP[0], None]


def with_borders(data_dir: Path) -> None:
    names = wilayah().set_index("kode")["nama"].to_dict()
    kode = table().index.to_list()
    shapes = [box(109 + i % 17 / 100, -7 + i // 17 / 100, 109.01 + i % 17 / 100,
                   -6.99 + i // 17 / 100) for i in range(len(kode))]  # fmt: skip
    features = [
        {"type": "Feature", "properties": {"kode": k}, "geometry": s.__geo_interface__}
        for k, s in zip(kode, shapes, strict=True)
    ]
    file = data_dir / "batas.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    squares.imported(file, {k: Desa(k, names[k]) for k in kode}, data_dir)


def test_peta_wilayah_has_the_same_classes_and_legend(data_dir, monkeypatch):
    monkeypatch.setenv("PANTAU_ASGI", "1")
    with_borders(data_dir)

    app = drawn("wilayah")

    arguments = json.loads(app.get("component_instance")[0].proto.json_args)
    assert "/geo/desa-" in arguments["feature_group"]
    assert '"coordinates"' not in arguments["feature_group"]
    assert classes.RAMP[-1] in arguments["feature_group"]
    assert all(a.startswith("/app/static/") for a in arguments["js_links"] + arguments["css_links"])
    assert sent(app)["legenda_saja"] is True
    assert sent(app)["kelas"] == sent(drawn("petak"))["kelas"]


def test_a_change_of_view_does_not_leave_the_other_map_standing(data_dir):
    """A component under the same key stays, and with it the hexagons it has drawn."""
    with_borders(data_dir)
    petak, again, wilayah_ = (
        drawn(view, besar=besar).get("bidi_component")[0].proto.id
        for view, besar in (("petak", False), ("petak", True), ("wilayah", False))
    )

    assert petak == again != wilayah_


def test_without_borders_peta_wilayah_is_a_peta_petak_and_says_so():
    app = drawn("wilayah")

    assert "belum diimpor" in app.caption[0].value
    assert sent(app)["legenda_saja"] is False
    assert not maps.has_borders()


def click(monkeypatch, kode: object) -> list[str]:
    """What on_pilih hears when the browser sends `kode`."""
    heard, callbacks = [], {}
    monkeypatch.setattr(
        browser_map.st.components.v2, "component", lambda *_, **__: lambda **k: callbacks.update(k)
    )
    browser_map.mount("petak.js", {}, ["33.28.01.2001"], key="uji", on_pilih=heard.append)
    monkeypatch.setattr(browser_map.st, "session_state", {"uji": {"pilih": kode}})
    callbacks["on_pilih_change"]()
    return heard


def test_a_click_chooses_the_desa(monkeypatch):
    assert click(monkeypatch, "33.28.01.2001") == ["33.28.01.2001"]


@pytest.mark.parametrize("kode", [None, "33.28.99.9999", "<script>", ["33.28.01.2001"]])
def test_a_browser_cannot_choose_what_is_no_desa(monkeypatch, kode):
    assert click(monkeypatch, kode) == []


def test_heat_map_cells_are_one_character_each():
    cells = np.array([[0, 1000, 1200], [-1, -2, -1350]])

    text = heatmap.encode(cells, (2, 3))

    assert text == chr(0x100) + chr(0x100 + 1000) + chr(0x100 + 1200) + "nx" + chr(0xE000 + 350)


def test_heat_map_refuses_a_table_of_another_shape():
    with pytest.raises(ValueError, match="desa × months"):
        heatmap.encode(np.zeros((13, 287), dtype=int), (287, 13))


def month_page(areas, values, months, kecamatan):
    from geo import classes
    from pages.parts import heatmap

    heatmap.bulanan(
        areas, months, values, batas=[500, 750], kelas=classes.sequential([500, 750]),
        pilih=None, kecamatan=kecamatan, besar=False, key="panas", on_pilih=print,
    )  # fmt: skip


def test_a_year_of_the_kabupaten_is_eight_kilobytes(monkeypatch):
    monkeypatch.setenv("PANTAU_ASGI", "1")
    values = np.arange(287 * 13).reshape(287, 13) % 1001

    app = AppTest.from_function(month_page, args=(wilayah(), values, MONTHS, None)).run()

    assert not app.exception
    proto = app.get("bidi_component")[0].proto
    data = json.loads(proto.bytes)
    assert proto.ByteSize() <= 8500
    assert [ord(c) - 0x100 for c in data["nilai"]] == values.ravel().tolist()
    assert data["batas"] == [500, 750]
    assert data["bulan"] == MONTHS


def test_addresses_stand_below_the_base_path(monkeypatch):
    monkeypatch.setattr(browser_map.st, "get_option", lambda _: "/pantau/")

    assert browser_map.url("geo/a.json") == "/pantau/geo/a.json"


def test_no_script_writes_markup_from_data():
    """Names come from files and may hold markup: they are only ever set as text."""
    forbidden = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")
    for script in (ROOT / "static").glob("*.js"):
        code = "\n".join(
            line.split("//")[0] for line in script.read_text(encoding="utf-8").splitlines()
        )
        assert [word for word in forbidden if word in code] == [], script.name
