"""What the table is sent: sums, the change, the state; the browser only draws it."""

import json

from tests.pages import reading, written

STATES = ["▲ perlu ditelusuri", "◆ perhatian", "● wajar", "○ belum cukup data", "– belum ada data"]


def table(app) -> dict:
    return next(data for data in reading.drawings(app) if "baris" in data)


def states(app) -> dict[str, str]:
    """Return the state of each row by its name."""
    sent = table(app)
    return {row[1]: sent["keadaan"][row[7]] for row in sent["baris"]}


def test_a_row_is_kode_name_sums_change_and_state():
    written.publish()

    sent = table(written.opened("kelengkapan", kec="Hulu"))

    assert sent["baris"] == [
        ["33.28.01.2001", "Kaliputih", "", 120, 200, 30, 50, 0],  # 55 to 60 %: +5,0
        ["33.28.01.2002", "Karanganyar", "", 90, 100, 5, 20, 2],
    ]
    assert sent["keadaan"][:5] == STATES
    assert sent["judul"] == "Data mutakhir"
    assert sent["satuan"] == "KK"


def test_states_are_evidence():
    written.publish()

    of_hulu = states(written.opened("kelengkapan", kec="Hulu"))
    of_hilir = states(written.opened("kelengkapan", kec="Hilir"))
    verval = states(written.opened("verval", kec="Hilir"))

    assert of_hulu == {"Kaliputih": "▲ perlu ditelusuri", "Karanganyar": "● wajar"}
    assert of_hilir == {"Watu": "○ belum cukup data", "Karanganyar": "● wajar"}
    assert verval == {"Watu": "– belum ada data", "Karanganyar": "▲ perlu ditelusuri"}


def test_an_indicator_without_limits_judges_nobody():
    written.publish()

    app = written.opened("kelengkapan", indikator="Kemutakhiran data keluarga (12 bulan)")

    assert set(states(app).values()) == {"tanpa batas"}


def test_the_caption_says_what_and_when_and_what_signs_mean():
    written.publish()

    caption = table(written.opened("kelengkapan", periode="September 2026"))["keterangan"]

    said = caption.replace("\u00a0", " ")
    assert said.startswith("Kemutakhiran data keluarga (24 bulan), September 2026.")
    assert said.endswith("▲ perlu ditelusuri ◆ perhatian ● wajar")


def test_the_plan_is_a_line_in_each_bar_of_verval_only():
    written.publish()

    assert round(table(written.opened("verval"))["rencana"], 1) == 48.8
    assert table(written.opened("kelengkapan"))["rencana"] is None


def test_the_chosen_one_is_marked():
    written.publish()

    assert table(written.opened("kelengkapan", kec="Hulu"))["pilih"] is None
    app = written.opened("kelengkapan", kec="Hulu", desa="Kaliputih (Hulu)")
    assert table(app)["pilih"] == "33.28.01.2001"


def test_no_row_carries_more_than_sums():
    """Nothing of a person: a row is what is listed above and nothing else."""
    written.publish()

    sent = table(written.opened("kelengkapan", tabel="Per desa"))

    assert {len(row) for row in sent["baris"]} == {8}
    assert len(json.dumps(sent)) < 2000
