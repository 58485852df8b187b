"""Why there is no figure, said where it is so: not asked for, not due, nothing known."""

from tests.pages import reading, written

MUSDES = {"indikator": "Musdes bulan ini"}
VERVAL = {"indikator": "Capaian verval terhadap target"}
OPEN_MONTH = written.PERIODS.replace("2026-10-31", "2026-10-15")


def the_map(app) -> dict:
    return next(data for data in reading.drawings(app) if "angka" in data)


def by_month(app) -> list[str]:
    """Return the cells of the first two desa, a text each: five months, the oldest first."""
    cells = next(data for data in reading.drawings(app) if "nilai" in data)["nilai"]
    return [cells[:5], cells[5:10]]


def states(app) -> dict[str, str]:
    sent = next(data for data in reading.drawings(app) if "baris" in data)
    return {row[1]: sent["keadaan"][row[7]] for row in sent["baris"]}


def test_before_the_end_of_the_month_no_musdes_is_late():
    written.publish(terbitan_periode=OPEN_MONTH)

    app = written.opened("kelengkapan", **MUSDES, kec="Hulu")

    assert the_map(app)["kelas"] == "t11t"  # Kaliputih and the other Karanganyar have not met yet
    assert by_month(app)[0][-1] == "t"
    assert by_month(app)[0][1:4] == chr(0x100 + 1000) + 2 * chr(0x100)  # July met, then not
    assert states(app) == {"Kaliputih": "… belum jatuh tempo", "Karanganyar": "● wajar"}


def test_at_its_end_the_same_desa_has_not_met():
    written.publish()

    assert the_map(written.opened("kelengkapan", **MUSDES))["kelas"] == "0110"


def test_verval_is_not_asked_for_without_a_kegiatan_or_a_target():
    written.publish()

    app = written.opened("kelengkapan", **VERVAL, kec="Hilir")

    assert the_map(app)["kelas"][2] == "x"  # Watu is on no target list
    assert states(app)["Watu"] == "× tidak berlaku"
    earlier = the_map(written.opened("kelengkapan", **VERVAL, periode="September 2026"))
    assert earlier["kelas"] == "xxxx"


def test_where_there_never_was_a_kegiatan_nothing_is_known_of_verval():
    no_verval = "\n".join(line for line in written.SUMS.splitlines() if "verval" not in line)
    months = written.PERIODS.replace("Verval Uji | 48.780488", "           |          ")
    written.publish(terbitan_periode=months, sums=no_verval, campaigns=False)

    assert the_map(written.opened("kelengkapan", **VERVAL))["kelas"] == "nnnn"


def test_before_its_first_day_a_kegiatan_is_not_due():
    written.publish()

    app = written.opened("verval", periode="September 2026", kec="Hilir")

    assert the_map(app)["kelas"] == "ttxt"
    assert states(app) == {"Watu": "× tidak berlaku", "Karanganyar": "… belum jatuh tempo"}


def test_the_legend_says_what_classes_are_made_by():
    written.publish()

    assert the_map(written.opened("kelengkapan"))["dasar"] == "Kelas menurut ambang indikator"
    assert the_map(written.opened("kelengkapan", **MUSDES))["dasar"] == ""
