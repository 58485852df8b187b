"""Which desa a feature is, when codes of two systems and names contradict or fail."""

import pandas as pd
import pytest

from geo import matching
from geo.matching import BPS, EJAAN, KEMENDAGRI, NAMA
from geo.wilayah_codes import known_desa, rows_of, slug

AREAS = [
    {"kode": "63.01", "nama": "Kabupaten Laut", "tingkat": "kabupaten"},
    {"kode": "63.01.01", "nama": "Hulu", "tingkat": "kecamatan", "kode_induk": "63.01"},
    {"kode": "63.01.02", "nama": "Hilir Jaya", "tingkat": "kecamatan", "kode_induk": "63.01"},
    {"kode": "63.01.01.2001", "nama": "Karanganyar", "kode_bps": "6301010001"},
    {"kode": "63.01.01.2002", "nama": "Kesuben", "kode_bps": "6301012003"},
    # BPS says 6301012001 of this one: Karanganyar's digits in the Kemendagri system
    {"kode": "63.01.02.2003", "nama": "Karanganyar", "kode_bps": "6301012001"},
    {"kode": "63.01.02.1004", "nama": "Lebakgowah", "kode_bps": "6301020004"},
]
AREAS = [{"tingkat": "desa", "kode_induk": a["kode"][:8]} | a for a in AREAS]
ALIASES = [
    {"kode": "63.01.02.1004", "nama": "Lebak Goah"},
    {"kode": "63.01.02", "nama": "Ilir Jaya"},
    {"kode": "63.01.01.2002", "nama": "Karang Anyar"},  # no alias takes an official name away
]
K1, K2, H1, H2 = (area["kode"] for area in AREAS[3:])
ALL = [K1, K2, H1, H2]
KNOWN = known_desa([*ALIASES, *AREAS])
WITHOUT_BPS = known_desa([area | {"kode_bps": ""} for area in AREAS])
BPS_CODES = [area["kode_bps"] for area in AREAS[3:]]
NAMES = {"kec": ["HULU", "Kec. Hulu", "Hilir Jaya", "HILIRJAYA"],
         "desa": ["Karang Anyar", "Desa Kesuben", "KARANGANYAR", "Kel. Lebakgowah"]}  # fmt: skip


def match(known=KNOWN, **columns: list) -> matching.Match | None:
    return matching.match(pd.DataFrame(columns), known)


@pytest.mark.parametrize("prefix", ["", "id"])
def test_bps_codes_are_taken_for_bps_codes_even_where_one_is_also_the_others(prefix):
    found = match(kddesa=[prefix + code for code in BPS_CODES])

    assert (found.key, found.kode) == (BPS, ALL)


def test_kemendagri_codes_are_not_taken_for_bps_codes():
    found = match(iddesa=[kode.replace(".", "") for kode in ALL])

    assert (found.key, found.kode) == (KEMENDAGRI, ALL)


def test_bps_codes_that_no_list_knows_leave_it_to_the_names():
    """One of four is a Kemendagri code too, of another desa: row by row it would be wrong."""
    found = match(WITHOUT_BPS, village_code=BPS_CODES, **NAMES)

    assert (found.key, found.columns, found.kode) == (NAMA, ("kec", "desa"), ALL)


def test_bps_codes_alone_that_no_list_knows_find_no_half_of_the_desa():
    assert match(WITHOUT_BPS, village_code=BPS_CODES).kode == [None, None, K1, None]


def test_a_column_that_holds_as_many_of_both_decides_nothing():
    assert match(kode=["6301012001"]) is None


def test_codes_of_both_systems_side_by_side():
    found = match(bps=BPS_CODES, kode=ALL)

    assert (found.key, found.columns) == (KEMENDAGRI, ("kode",))


def test_names_are_looked_for_inside_their_kecamatan():
    found = match(**NAMES)

    assert found.kode == ALL
    assert set(found.how) == {NAMA}


def test_other_spellings_of_desa_and_of_kecamatan():
    found = match(a=["Ilir Jaya", "Hilir Jaya", "Hulu"], b=["Lebak Goah", "Lebak Goah", "Kesuben"])

    assert (found.kode, found.how) == ([H2, H2, K2], [EJAAN, EJAAN, NAMA])


def test_names_alone_are_not_enough():
    """Karanganyar lies in two kecamatan; nothing is guessed."""
    assert match(desa=NAMES["desa"]) is None


def test_a_kabupaten_that_has_the_same_names_is_another():
    found = match(
        kab=["Kab. Laut", "KABUPATEN LAUT", "Kota Laut", "Banjar"],
        kec=["Hulu", "Hulu", "Hulu", "Hulu"],
        desa=["Karanganyar", "Kesuben", "Karanganyar", "Kesuben"],
    )

    assert found.kode == [K1, K2, None, None]


def test_a_column_that_happens_to_hold_the_name_of_the_kabupaten_is_not_about_it():
    found = match(dusun=["Laut", "Krajan", "Krajan", "Krajan"], **NAMES)

    assert found.kode == ALL


def test_codes_and_names_that_contradict_are_told():
    kec, desa = NAMES["kec"], NAMES["desa"]
    found = match(kode=[K1, K2, H2, H1], kec=kec, desa=desa)

    assert found.kode == [K1, K2, H2, H1]  # the code decides
    assert found.contradictions == {2: H1, 3: H2}


def test_missing_cells_match_nothing():
    found = match(kode=[K1, None, float("nan"), H2], kec=[None] * 4)

    assert found.kode == [K1, None, None, H2]


@pytest.mark.parametrize(
    ("values", "damaged"),
    [
        ([33.1, 33.28], True),
        (["3.328E+09", "3.328e9"], True),
        (["33.1", "33.28", None], True),
        ([3328012001.0, 3328012002.0], False),
        (["33.28.01.2001", "33.28.01.2002"], False),
        (["hutan", "laut"], False),
        ([None, None], False),
    ],
)
def test_codes_that_excel_spoilt_are_recognised(values, damaged):
    table = pd.DataFrame({"luas": [1.5] * len(values), "KODE DESA": values})

    assert matching.lost_zeros(table) == ("KODE DESA" if damaged else None)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Kecamatan Lebaksiu", "lebaksiu"),
        ("KEC.  Lebaksiu", "lebaksiu"),
        ("Kab. Tegal", "tegal"),
        ("Kota Tegal", "kotategal"),
        ("Kelurahan Kagok", "kagok"),
        ("Desa-Karang_Anyar 2", "desakaranganyar2"),
        ("Kédungbanteng", "kedungbanteng"),
        ("Kelapa", "kelapa"),
        (None, ""),
        (12, ""),
    ],
)
def test_names_are_compared_by_their_letters(name, expected):
    assert slug(name) == expected


def test_lists_of_areas_with_other_columns_are_passed_over(tmp_path):
    (tmp_path / "a.csv").write_text("kode,nama,tingkat\n33.01,Uji,kabupaten\n")
    (tmp_path / "b.csv").write_text("program,jumlah\nPKH,3\n")
    (tmp_path / "c.alias.csv").write_text("﻿kode,nama,sumber\n33.01,Udji,uji\n", encoding="utf-8")

    rows = rows_of(sorted(tmp_path.glob("*.csv")))

    assert [row["nama"] for row in rows] == ["Uji", "Udji"]
