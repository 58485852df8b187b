"""Proposals: the upload template, its answer, and the recap of how far each has come."""

from datetime import date

import pytest

from register.importers.catalogue import recognise
from register.importers.format import ImportFailedError
from register.importers.usulan import USULAN_V4
from tests.register.berkas import FOLDER
from tests.register.berkas.daftar import ANSWERS, RECAP_HEADER, V4, proposal, table
from tests.register.conftest import contents
from tests.register.written import book, text

V4_FILE = FOLDER / "usulan_v4-2026-10.csv"
ANSWER_FILE = FOLDER / "usulan_jawaban-2026-10.csv"
RECAP_FILE = FOLDER / "usulan_tahap-2026-07.xlsx"
FIRST = table(V4)[0]
BORN = date(1990, 8, 17)


def held(register, name: str, *columns: str) -> list[tuple]:
    """Return some columns of a table, in the order of `contents`."""
    return [tuple(getattr(row, c) for c in columns) for row in contents(register)[name]]


def test_the_template_row_by_row(register, load_file):
    done = load_file(V4_FILE)

    people = ("usulan_id", "jenis", "program", "kode_desa", "no_kk", "nik")
    assert held(register, "usulan", *people) == [
        # the apostrophe that keeps a number text in Excel is gone
        (
            "9928011708900001/PKH/baru",
            *("baru", "PKH", "33.28.02.2001", "9928010101000001", "9928011708900001"),
        ),
        # two programmes, one person: two proposals
        (
            "9928011708900003/PBI-JK/baru",  # KIS
            *("baru", "PBI-JK", "33.28.02.2002", "9928010101000002", "9928011708900003"),
        ),
        (
            "9928011708900003/PKH/baru",
            *("baru", "PKH", "33.28.02.2002", "9928010101000002", "9928011708900003"),
        ),
        (
            "9928011708900008/PKH/baru",
            *("baru", "PKH", "33.28.02.2001", "9928010101000003", "9928011708900008"),
        ),
        (
            "9928015708900002/BPNT/baru",  # Sembako
            *("baru", "BPNT", "33.28.02.2001", "9928010101000001", "9928015708900002"),
        ),
    ]
    assert held(register, "usulan", "nama", "tanggal_lahir", "jenis_kelamin", "rt", "rw") == [
        ("WARGA REKAAN", BORN, "L", "001", "002"),  # sex 1
        ("WARGA KETIGA", BORN, "L", "001", "002"),  # 1990-08-17
        ("WARGA KETIGA", BORN, "L", "001", "002"),  # 33102, an Excel serial
        ("WARGA KE-8", None, "L", "001", "001"),  # noted: punctuation, no day of birth
        ("WARGI REKAAN", BORN, "P", "001", "002"),
    ]
    assert held(register, "usulan", "jalur", "tahap", "tanggal_diajukan") == [(None,) * 3] * 5
    lines = done.rejects["BARIS ASAL"].astype(int)
    assert dict(zip(lines, done.rejects["KOLOM DITOLAK"], strict=True)) == {
        6: "(seluruh baris)",  # the same person and programme again
        7: "NIK",
        8: "NOKK",
        9: "PROGRAM BANSOS",
        10: "KODE JENIS DISABILITAS",
    }


def test_what_the_template_says_of_health_and_family_is_not_kept(register, load_file):
    load_file(V4_FILE)
    everything = repr({name: rows for name, rows in contents(register).items() if "usul" in name})
    assert "WARGI REKAAN" in everything
    assert "PDFSK" not in everything
    assert "IBU REKAAN" not in everything
    assert repr(date(2026, 9, 1)) not in everything  # the day a pregnancy began


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"PROGRAM BANSOS": "X"}, "PBI-JK, BST"),  # the known ones are listed
        ({"NIK": "992801170890000"}, "harus 16 angka"),
        ({"STATUS DISABILITAS": "Ya", "KODE JENIS DISABILITAS": "PDXXX"}, "PDFSK, PDINT"),
        ({"TGL MULAI HAMIL": "kemarin"}, "TGL MULAI HAMIL bukan tanggal"),
        ({"JENIS KELAMIN": "?"}, "LAKI-LAKI atau PEREMPUAN"),
        ({"NAMA": ""}, "NAMA kosong"),
    ],
)
def test_a_template_row_is_refused_in_words(screen, tmp_path, wrong, reason):
    rows = [FIRST, FIRST | {"NIK": "9928011708900099"} | wrong]
    rejects = screen(text(tmp_path / "a.csv", rows, ";")).rejects
    assert [reason in told for told in rejects["SEBAB DITOLAK"]] == [True]


def test_a_template_replaces_its_own_programme_only(register, load_file, tmp_path):
    pkh, bpnt = FIRST, FIRST | {"PROGRAM BANSOS": "BSP"}
    load_file(text(tmp_path / "pkh.csv", [pkh, pkh | {"NIK": "9928011708900009"}], ";"))
    load_file(text(tmp_path / "bpnt.csv", [bpnt], ";"))
    load_file(text(tmp_path / "pkh2.csv", [pkh], ";"))
    assert [number[-8:] for (number,) in held(register, "usulan", "usulan_id")] == [
        "PNT/baru",
        "PKH/baru",
    ]


def test_the_answer_row_by_row(register, load_file):
    done = load_file(ANSWER_FILE)
    assert held(register, "jawaban_usulan", "nik", "program", "hasil", "padan") == [
        ("9928011708900001", "PKH", "DITERIMA", "padan"),
        ("9928011708900003", None, "PROSES", "belum diuji"),  # empty: not matched yet
        ("9928015708900002", "BPNT", "DITOLAK", "tidak padan"),  # matched, but another's name
    ]
    assert held(register, "jawaban_usulan", "nama_dukcapil", "keterangan", "kode_desa") == [
        ("WARGA REKAAN", "OK", "33.28.02.2001"),
        (None, None, "33.28.02.2002"),
        ("WARGI RÉKAAN", "NAMA BEDA", "33.28.02.2001"),  # cp1252
    ]
    assert done.rejects["KOLOM DITOLAK"].tolist() == ["nik_usulan", "(seluruh baris)", "padan"]


def test_the_recap_row_by_row(register, load_file):
    done = load_file(RECAP_FILE, "2026-07")
    assert held(register, "usulan", "nik", "jenis", "jalur", "program", "tahap") == [
        ("9928011708900001", "baru", "musdes", "PKH", "ditetapkan"),
        ("9928011708900002", "baru", "SPTJM", "PKH", "diajukan desa"),  # Menunggu Persetujuan
        ("9928011708900003", "hapus", "Cek Bansos sanggah", "BPNT", "disetujui kepala OPD"),
        ("9928011708900004", "perbaikan", "musdes", "PKH", None),  # neither TAHAP nor a date
        ("9928011708900005", "baru", "musdes", "PKH", "verifikasi dinsos"),  # by its last date
        ("9928011708900006", "baru", "musdes", "PKH", "ditolak"),  # its last date is the refusal
        # sent back once and verified since: the refusal is not its last date
        ("9928011708900007", "baru", "musdes", "PKH", "verifikasi dinsos"),
    ]
    assert held(register, "usulan", "tanggal_diajukan", "hasil_verifikasi", "alasan")[1:6] == [
        (date(2026, 7, 5), None, None),  # 46208, an Excel serial
        (date(2026, 7, 5), "tidak layak", "Mampu"),
        (None, None, None),
        (date(2026, 7, 5), None, None),  # Belum Cek is no outcome
        (date(2026, 7, 5), None, "Kuota penuh"),
    ]
    later = ("tanggal_disetujui", "tanggal_disahkan", "tanggal_diproses", "tanggal_ditetapkan")
    assert held(register, "usulan", *later)[0] == (
        date(2026, 7, 12),
        date(2026, 7, 15),
        date(2026, 7, 20),
        date(2026, 8, 1),
    )
    assert done.rejects["KOLOM DITOLAK"].tolist() == [
        "TANGGAL DIAJUKAN",  # before its musdes
        "TANGGAL DISETUJUI",
        "TANGGAL DITOLAK",
        "JENIS USULAN, TAHAP",
        "JALUR",
        "NIK",  # a number cell
    ]
    reasons = done.rejects["SEBAB DITOLAK"].tolist()
    assert reasons[0] == "TANGGAL DIAJUKAN sebelum TANGGAL MUSDES"
    # The dates between are empty: the last one given ahead of it is named.
    assert reasons[1] == "TANGGAL DISETUJUI sebelum TANGGAL MUSDES"


def test_a_recap_takes_the_place_of_the_template(register, load_file, tmp_path):
    load_file(V4_FILE, "2026-07")
    load_file(RECAP_FILE, "2026-07")
    moved = proposal(1, TANGGAL_VERIFIKASI="10/07/2026")
    load_file(book(tmp_path / "lagi.xlsx", [moved]), "2026-07")  # Guci again, a month later
    rows = held(register, "usulan", "kode_desa", "nik", "tahap")
    assert rows == [
        ("33.28.02.2001", "9928011708900001", "verifikasi dinsos"),
        ("33.28.02.2002", "9928011708900006", "ditolak"),  # Sigedong stays as it was
        ("33.28.02.2002", "9928011708900007", "verifikasi dinsos"),
    ]


def test_a_template_does_not_take_the_place_of_a_recap(register, load_file):
    load_file(RECAP_FILE, "2026-07")
    before = contents(register)
    with pytest.raises(ImportFailedError, match="usulan_tahap-2026-07"):
        load_file(V4_FILE, "2026-07")
    assert contents(register) == before


@pytest.mark.parametrize(
    "header",
    [
        [field.headings[-1] for field in USULAN_V4.fields],
        [heading.lower().replace(" ", "_") for heading in table(V4)[0]],
    ],
)
def test_the_template_under_other_headings(header):
    assert recognise(header).format is USULAN_V4


def test_each_header_is_its_own_format():
    found = [recognise(list(rows)) for rows in (table(V4)[0], table(ANSWERS)[0], RECAP_HEADER)]
    assert [match.format.code for match in found] == ["usulan_v4", "usulan_jawaban", "usulan_tahap"]
