"""What single cells become, and which of them refuse their row: many spellings, one meaning."""

from datetime import date

import pytest

from tests.register.written import done, meeting, person, text

GOOD = person(99)  # a file without a sound row is refused as a whole


@pytest.fixture
def cells(screen, tmp_path):
    """Return, per cell written under one heading, what it became, or the reason of refusal."""

    def read(heading: str, column: str, written: list[str]) -> dict:
        rows = [person(n) | {heading: cell} for n, cell in enumerate(written, start=1)]
        found = screen(text(tmp_path / "a.txt", [*rows, GOOD], ";"))
        numbers = sorted(found.rows["no"])
        by_row = dict(zip(numbers, found.taken(column), strict=True))
        first = min(by_row | {row - 2: None for row in found.reasons})
        return {
            cell: found.reasons.get(number + 2, by_row.get(number + first))
            for number, cell in enumerate(written)
        }

    return read


DAYS = {
    "17/08/1990": date(1990, 8, 17),
    "7/8/1990": date(1990, 8, 7),  # the day first, always
    "17-08-1990": date(1990, 8, 17),
    "1990-08-17": date(1990, 8, 17),
    "1990/08/17": date(1990, 8, 17),
    "19900817": date(1990, 8, 17),
    "1990-08-17 00:00:00": date(1990, 8, 17),
    "33102": date(1990, 8, 17),  # the serial Excel shows as that day
    "33102.0": date(1990, 8, 17),
    "29/02/2000": date(2000, 2, 29),
}
NO_DAYS = ["31/02/1990", "29/02/1900", "17/13/1990", "8/17/1990", "AGUSTUS 1990", "99999", "1990"]


def test_days(cells):
    assert cells("TANGGAL LAHIR", "hari_lahir", [*DAYS]) == DAYS


def test_no_days(cells):
    found = cells("TANGGAL LAHIR", "hari_lahir", NO_DAYS)
    assert set(found.values()) == {"TANGGAL LAHIR bukan tanggal; tulis seperti 31/01/2000"}


def test_days_that_cannot_be(cells):
    found = cells("TANGGAL LAHIR", "hari_lahir", ["31/12/1899", "01/01/1900", "01/01/2999"])
    assert found["31/12/1899"] == "TANGGAL LAHIR sebelum tahun 1900"
    assert found["01/01/1900"] == date(1900, 1, 1)
    assert found["01/01/2999"] == "TANGGAL LAHIR lebih baru dari hari ini"


def test_two_digit_years_are_refused_not_guessed(cells):
    found = cells("TANGGAL LAHIR", "hari_lahir", ["17/08/90"])
    assert "TANGGAL LAHIR" in found["17/08/90"]


def test_rt_and_rw(cells):
    padded = {"1": "001", "01": "001", "001": "001", "12": "012", "1234": "1234", "A1": "A1"}
    assert cells("RT", "rt", [*padded]) == padded
    assert cells("RW", "rw", [*padded]) == padded


def test_sex(cells):
    codes = {"1": "L", "L": "L", "l": "L", "LAKI-LAKI": "L", "Laki-laki": "L", "LAKI LAKI": "L"}
    codes |= {"2": "P", "P": "P", "p": "P", "PEREMPUAN": "P", "Perempuan": "P", "WANITA": "P"}
    assert cells("JENIS KELAMIN", "kelamin", [*codes]) == codes
    assert cells("JENIS KELAMIN", "kelamin", [""])[""] is None  # missing: counted, not refused
    assert "JENIS KELAMIN" in cells("JENIS KELAMIN", "kelamin", ["3"])["3"]


def test_matched_with_dukcapil(cells):
    words = {"Padan": "padan", "PADAN": "padan", "1": "padan", "Automatis": "padan"}
    words |= {"Manual": "padan", "Tidak Padan": "tidak padan", "2": "tidak padan"}
    words |= {"NIK Padan Beda Nama": "tidak padan", "TIDAK PADAN": "tidak padan"}
    words |= {"": "belum diuji", "-": "belum diuji", "Belum": "belum diuji"}
    assert cells("KETERANGAN PADAN", "padan", [*words]) == words
    assert "KETERANGAN PADAN" in cells("KETERANGAN PADAN", "padan", ["entah"])["entah"]


def test_blanks_in_all_their_spellings(cells):
    blanks = ["", " ", "-", "--", "0", "NULL", "null", "N/A", "#N/A", "nan", "NaN"]
    assert set(cells("NAMA IBU KANDUNG", "nama_ibu_kandung", blanks).values()) == {None}


LAWFUL = [
    "9928010101900001",  # born on the 1st
    "9928013112900001",  # on the 31st, in December
    "9928014101900001",  # a woman born on the 1st: 1 + 40
    "9928017112900001",  # a woman born on the 31st
    "1101014512050001",  # registered elsewhere first: no fault
    "'9928010101900002",  # the apostrophe that keeps it text in Excel
    " 9928010101900003 ",
    "9928010101909999",
]
UNLAWFUL = {
    "992801010190000": "harus 16 angka",
    "99280101019000011": "harus 16 angka",
    "9,92801E+15": "harus 16 angka",
    "9928010101900001.0": "harus 16 angka",
    "992801010190000A": "harus 16 angka",
    "9928 0101 0190 0001": "harus 16 angka",
    "9999999999999999": "semua angkanya sama; NIK tanggal lahir di dalam NIK tidak mungkin",
    "9928010001900001": "tanggal lahir di dalam NIK tidak mungkin",
    "9928013201900001": "tanggal lahir di dalam NIK tidak mungkin",
    "9928014001900001": "tanggal lahir di dalam NIK tidak mungkin",
    "9928017201900001": "tanggal lahir di dalam NIK tidak mungkin",
    "9928010100900001": "tanggal lahir di dalam NIK tidak mungkin",
    "9928010113900001": "tanggal lahir di dalam NIK tidak mungkin",
    "9928010101900000": "nomor urut NIK 0000",
}


def test_lawful_nik(cells):
    found = cells("NIK", "nik", LAWFUL)
    assert found == {written: written.strip(" '") for written in LAWFUL}


def test_unlawful_nik(cells):
    found = cells("NIK", "nik", [*UNLAWFUL])
    assert {cell: reason.removeprefix("NIK ") for cell, reason in found.items()} == UNLAWFUL


def test_every_broken_rule_is_told(screen, tmp_path):
    row = person(1, NIK="1", NOKK="2", TANGGAL_LAHIR="x", KECAMATAN="", DESA_KELUARAHAN="")
    found = screen(text(tmp_path / "a.txt", [row, GOOD]))
    assert found.rejects["KOLOM DITOLAK"].tolist() == [
        "KECAMATAN, DESA/KELURAHAN, NOKK, NIK, TANGGAL LAHIR"
    ]


def test_a_row_needs_a_family_and_a_person(screen, tmp_path):
    rows = [
        person(1, NOKK="", ID_DTKS=""),
        person(2, NIK="", NAMA=""),
        person(3, NOKK=""),
        person(4, NIK=""),
    ]
    found = screen(text(tmp_path / "a.txt", rows))
    assert found.reasons == {
        2: "NOKK kosong, ID DTKS juga kosong",
        3: "NAMA kosong, NIK juga kosong",
    }


class TestAreas:
    """A desa is looked for inside its kecamatan, in any spelling that is known."""

    @pytest.mark.parametrize(
        ("kecamatan", "desa", "kode"),
        [
            ("BUMIJAWA", "GUCI", "33.28.02.2001"),
            ("Kec. Bumijawa", "Desa Guci", "33.28.02.2001"),
            ("Kecamatan Slawi", "Kel. Slawi-Wetan", "33.28.10.1010"),
            ("SLAWI", "KELURAHAN SLAWIWETAN", "33.28.10.1010"),
            ("BUMIJAWA", "BUMIJAWA", "33.28.02.2004"),  # named as its kecamatan
            ("BOJONG", "KARANGMULYO", "33.28.03.2005"),  # an alias
            ("PAGERBARANG", "SIDO MULYO", "33.28.05.2003"),  # an alias, of two Sidamulya
            ("WARUREJA", "SIDAMULYA", "33.28.17.2001"),
            ("PAGERBARANG", "KARANGANYAR", "33.28.05.2009"),  # of three Karanganyar
            ("KEDUNGBANTENG", "KARANGANYAR", "33.28.08.2002"),
        ],
    )
    def test_known(self, screen, tmp_path, kecamatan, desa, kode):
        row = person(1, KECAMATAN=kecamatan, DESA_KELUARAHAN=desa)
        assert screen(text(tmp_path / "a.txt", [row])).taken("kode_desa") == [kode]

    @pytest.mark.parametrize(
        ("kecamatan", "desa", "reason"),
        [
            ("KAJEN", "GUCI", "KECAMATAN tidak dikenal di kabupaten ini"),
            ("", "GUCI", "KECAMATAN kosong"),
            ("BUMIJAWA", "", "DESA/KELURAHAN kosong"),
        ],
    )
    def test_unknown(self, screen, tmp_path, kecamatan, desa, reason):
        row = person(1, KECAMATAN=kecamatan, DESA_KELUARAHAN=desa)
        found = screen(text(tmp_path / "a.txt", [row, GOOD])).reasons
        assert list(found) == [2]
        assert found[2].startswith(reason)
        assert ";" not in found[2]  # one fault, told once

    @pytest.mark.parametrize(
        "desa",
        [
            "SOKASARY",
            "QQQQ",
            "REMBUL",  # it lies in Bojong
            "KARANGMULYO",  # an alias of Bojong's
        ],
    )
    def test_a_desa_nobody_knows_waits(self, screen, tmp_path, desa):
        row = person(1, KECAMATAN="BUMIJAWA", DESA_KELUARAHAN=desa)
        found = screen(text(tmp_path / "a.txt", [row, GOOD]))
        assert (found.reasons, found.waiting) == ({}, [("2", "33.28.02", desa)])

    def test_with_another_fault_it_is_refused_with_what_may_be_meant(self, screen, tmp_path):
        row = person(1, KECAMATAN="BUMIJAWA", DESA_KELUARAHAN="SOKASARY", NIK="1")
        found = screen(text(tmp_path / "a.txt", [row, GOOD]))
        assert found.waiting == []
        assert found.reasons[2] == (
            "DESA/KELURAHAN tidak dikenal di kecamatan itu (mungkin: Sokasari); NIK harus 16 angka"
        )


VERVAL_WORDS = {
    "Layak": "layak",
    "VALID": "layak",
    "Tidak Layak": "tidak layak",
    "Mampu": "tidak layak",
    "MENINGGAL": "tidak layak",
    "Pindah": "tidak layak",
    "Tidak Ditemukan": "tidak ditemukan",
    "Belum Cek": "belum",
    "": "belum",
}


def test_verval_results(screen, tmp_path):
    rows = [done(n, result=word) for n, word in enumerate(VERVAL_WORDS, start=1)]
    found = screen(text(tmp_path / "a.csv", [*rows, done(50, result="Entah")], ";"))
    assert found.taken("hasil") == [*VERVAL_WORDS.values()]
    # A list that writes the reason as the result keeps it as the reason.
    assert found.taken("alasan")[3:6] == ["Mampu", "MENINGGAL", "Pindah"]
    assert "HASIL VERVAL" in found.reasons[len(VERVAL_WORDS) + 2]


def test_evidence(screen, tmp_path):
    words = {"Ada": True, "YA": True, "1": True, "Tidak": False, "tidak ada": False, "": None}
    # The name of a photo is evidence; a lone 0 is a blank everywhere: not said.
    words |= {"foto.jpg": True, "mungkin": None, "0": None}
    rows = [done(n, BUKTI_FOTO=word) for n, word in enumerate(words, start=1)]
    found = screen(text(tmp_path / "a.csv", rows, ";"))
    assert found.taken("ada_bukti") == [*words.values()]


def test_minutes_uploaded(screen, tmp_path):
    desa = ("GUCI", "SIGEDONG", "BATUMIRAH", "BUMIJAWA")
    words = {"Ya": True, "SUDAH": True, "Belum": False, "": None}
    rows = [
        meeting(name, BERITA_ACARA_DIUNGGAH=word) for name, word in zip(desa, words, strict=True)
    ]
    found = screen(text(tmp_path / "a.csv", rows, ","))
    assert found.taken("ba_diunggah") == [*words.values()]
