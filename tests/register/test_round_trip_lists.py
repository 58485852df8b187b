"""Proposals and lists written to a file of each format, in any shape, are read back unchanged.

As in test_round_trip.py the writer is plain Python: it puts the register's own values under a
format's headings, each in one of the spellings that mean it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine

from register import facts, load
from register.schema import FROM_FILES, metadata
from tests.register.conftest import TODAY, contents
from tests.register.test_round_trip import (
    DAYS,
    MAYBE,
    NAMES,
    SHAPES,
    THREE,
    WORDS,
    day,
    emptied,
    in_order,
    number,
    padan,
    sex,
    some,
    three,
    write,
)

PLACES = st.sampled_from(list(NAMES))
PERIODE = "2026-10"
CAMPAIGNS = {"Verval A": (date(2026, 7, 6), date(2026, 11, 30)), "Verval B": (TODAY, TODAY)}
SPELT = {
    "PKH": ("PKH", "pkh", "Program Keluarga Harapan"),
    "BPNT": ("BPNT", "Sembako", "BSP"),
    "PBI-JK": ("PBI JKN", "PBI", "KIS"),
    "BLT-DD": ("BLT-DD", "BLT DD", "BLT Dana Desa"),
    None: ("", "-", ""),
    "baru": ("Baru", "Usulan Baru", "usul baru"),
    "hapus": ("Hapus", "Ketidaklayakan", "USUL HAPUS"),
    "perbaikan": ("Perbaikan", "Perbaikan Data", "Padanan NIK"),
    "musdes": ("Musdes", "MUSKEL", "musdes/muskel"),
    "SPTJM": ("SPTJM", "sptjm", "S.P.T.J.M."),
    "Cek Bansos usul": ("Cek Bansos usul", "Usul Cek Bansos", "usul"),
    "Cek Bansos sanggah": ("Cek Bansos (sanggah)", "Sanggah", "sanggah cek bansos"),
    "draf desa": ("Draf desa", "Draft", "DRAF"),
    "diajukan desa": ("Menunggu Persetujuan", "Diajukan", "diajukan desa"),
    "verifikasi dinsos": ("Verifikasi", "Verifikasi Dinsos", "diverifikasi"),
    "disetujui kepala OPD": ("Disetujui", "DISETUJUI KEPALA OPD", "disetujui"),
    "disahkan bupati": ("Disahkan", "Disahkan Bupati", "Pengesahan Bupati"),
    "diproses Kemensos": ("Diproses", "Diproses Kemensos", "proses kemensos"),
    "ditetapkan": ("Ditetapkan", "DITETAPKAN", "Penetapan"),
    "dikembalikan": ("Dikembalikan", "Kembalikan", "dikembalikan"),
    "ditolak": ("Ditolak", "DITOLAK", "tolak"),
    "layak": ("Layak", "SudahValid", "Terkonfirmasi"),
    "tidak layak": ("Tidak Layak", "TIDAKLAYAK", "tidak_layak"),
    "tidak ditemukan": ("Tidak Ditemukan", "Tidak Terkonfirmasi", "DIHAPUS-TIDAK DITEMUKAN"),
    "operator desa": ("Operator Desa", "Operator SIKS-NG", "operator"),
    "pendamping PKH": ("Pendamping PKH", "PKH", "pendamping pkh"),
    "TKSK": ("TKSK", "tksk", "T K S K"),
    "pendamping desa": ("Pendamping Desa", "PLD", "pendamping desa"),
    "supervisor": ("Supervisor", "SUPERVISOR", "supervisor"),
    "usul": ("Usul", "Usulan", "USUL"),
    "sanggah": ("Sanggah", "Sanggahan", "SANGGAH"),
    "keluhan": ("Keluhan", "Pengaduan", "Aduan"),
    "pertanyaan": ("Pertanyaan", "Informasi", "pertanyaan"),
    "diproses": ("Diproses", "Proses", "Ditindaklanjuti"),
    "selesai": ("Selesai", "Dijawab", "SELESAI"),
    True: ("Ya", "Ada", "SUDAH"),
    False: ("Tidak", "Belum", "TIDAK ADA"),
}


def spelt(value: str | bool | None, turn: int) -> str:
    return SPELT[value][turn % 3]


def one_of(*values) -> st.SearchStrategy:
    return st.sampled_from(values)


def count(value: int | None, turn: int) -> str:
    return "" if value is None else (str(value), f"{value:,}".replace(",", "."))[turn % 2]


def rupiah(value: int | None, turn: int) -> str:
    dotted = "" if value is None else f"{value:,}".replace(",", ".")
    return dotted and (dotted, f"Rp {dotted},00", str(value))[turn % 3]


def place(row: dict) -> dict[str, str]:
    kecamatan, desa = NAMES[row["kode_desa"]]
    return {"KECAMATAN": kecamatan, "DESA/KELURAHAN": desa}


def plain(value: str | None) -> str:
    return value or ""


# --- proposals ---

STEPS = (
    *("tanggal_musdes", "tanggal_diajukan", "tanggal_verifikasi", "tanggal_disetujui"),
    *("tanggal_disahkan", "tanggal_diproses", "tanggal_ditetapkan", "tanggal_ditolak"),
)
PERSONAL = ("tanggal_lahir", "jenis_kelamin", "alamat", "rt", "rw")
ON_ITS_WAY = ("jalur", *STEPS, "tahap", "hasil_verifikasi", "alasan")


def proposed(row: dict, turn: int) -> dict:
    """Give a proposal its numbers, and None where its file has no column."""
    nik = f"99280117089{turn:05d}"
    row = dict.fromkeys((*PERSONAL, *ON_ITS_WAY)) | {"jenis": "baru"} | row
    row |= {"nik": nik, "usulan_id": f"{nik}/{row['program'] or '-'}/{row['jenis']}"}
    return row | {"no_kk": f"99280101010{turn:05d}"}


def template(row: dict, turn: int) -> dict[str, str]:
    kecamatan, desa = NAMES[row["kode_desa"]]
    return {
        "NIK": number(row["nik"], turn),
        "PROGRAM BANSOS": spelt(row["program"], turn),
        "NOKK": number(row["no_kk"], turn + 1),
        "NAMA": row["nama"],
        "TANGGAL LAHIR": day(row["tanggal_lahir"], turn),
        "JENIS KELAMIN": sex(row["jenis_kelamin"], turn),
        "ALAMAT": plain(row["alamat"]),
        "RT": three(row["rt"], turn),
        "RW": three(row["rw"], turn + 1),
        "KECAMATAN": kecamatan,
        "KELURAHAN": desa,
        "STATUS DISABILITAS": spelt(turn % 2 == 0, turn),
        "KODE JENIS DISABILITAS": "PDFSK",
    }


def recap(row: dict, turn: int) -> dict[str, str]:
    return {
        **place(row),
        "NIK": number(row["nik"], turn),
        "NOKK": number(row["no_kk"], turn),
        "NAMA": row["nama"],
        "PROGRAM BANSOS": spelt(row["program"], turn),
        "JENIS USULAN": spelt(row["jenis"], turn),
        "JALUR": spelt(row["jalur"], turn),
        **{name.upper().replace("_", " "): day(row[name], turn) for name in STEPS},
        "HASIL VERIFIKASI": spelt(row["hasil_verifikasi"], turn),
        "TAHAP": spelt(row["tahap"], turn),
        "ALASAN": plain(row["alasan"]),
    }


@st.composite
def walked(draw: Callable) -> dict:
    """Some of the steps, their dates in order, the refusal last."""
    dates = sorted(draw(st.lists(st.dates(date(2024, 1, 1), TODAY), min_size=8, max_size=8)))
    given = draw(st.lists(st.booleans(), min_size=8, max_size=8))
    return {step: on if has else None for step, on, has in zip(STEPS, dates, given, strict=True)}


def answer(row: dict, turn: int) -> dict[str, str]:
    kecamatan, desa = NAMES[row["kode_desa"]]
    return {
        "nama_kec": kecamatan,
        "nama_desa": desa,
        "nik_usulan": number(row["nik"], turn),
        "program_bansos": spelt(row["program"], turn),
        "hasil": plain(row["hasil"]),
        "padan": padan(row["padan"], turn),
        "nama_lgkp": plain(row["nama_dukcapil"]),
        "ket_vali": plain(row["keterangan"]),
    }


PROGRAMMES = one_of("PKH", "BPNT", "PBI-JK", "BLT-DD")
PROPOSAL = {"program": PROGRAMMES, "kode_desa": PLACES, "nama": WORDS}


# --- targets and results ---


def of_family(row: dict, turn: int) -> dict:
    return row | {"keluarga_id": f"99280101010{turn:05d}"}


def target(row: dict, turn: int) -> dict[str, str]:
    begins, ends = CAMPAIGNS[row["kegiatan"]]
    return {
        "KEGIATAN": row["kegiatan"],
        "TANGGAL MULAI": day(begins, turn),
        "BATAS WAKTU": day(ends, turn + 1),
        **place(row),
        "NOKK": number(row["keluarga_id"], turn),
    }


def result(row: dict, turn: int) -> dict[str, str]:
    campaign = target(row, turn) if row["kegiatan"] else {}
    empty = dict.fromkeys(("KEGIATAN", "TANGGAL MULAI", "BATAS WAKTU"), "")
    return {
        **(campaign or empty | place(row) | {"NOKK": number(row["keluarga_id"], turn)}),
        "HASIL VERVAL": spelt(row["hasil"], turn),
        "ALASAN": plain(row["alasan"]),
        "TANGGAL VERVAL": day(row["tanggal_kunjungan"], turn),
        "TANGGAL UNGGAH": day(row["tanggal_unggah"], turn),
        "PETUGAS": plain(row["petugas"]),
        "BUKTI FOTO": spelt(row["ada_bukti"], turn),
    }


def frozen(rows: list[dict]) -> list[dict]:
    return [
        {name: row[name] for name in ("kegiatan", "keluarga_id", "kode_desa")}
        | dict(zip(("mulai", "batas"), CAMPAIGNS[row["kegiatan"]], strict=True))
        for row in rows
        if row["kegiatan"]
    ]


# --- the other lists ---


def on_duty(row: dict, turn: int) -> dict:
    row["kode_kecamatan"] = row["kode_desa"][:8]
    if row["peran"] != "operator desa" and turn % 2:
        row["kode_desa"] = None
    begins, last = row["mulai_tugas"], row["terakhir_aktif"]
    if begins and last and last < begins:
        row |= {"mulai_tugas": last, "terakhir_aktif": begins}
    return row | {"petugas_id": f"CONTOH-{turn}"}


def officer(row: dict, turn: int) -> dict[str, str]:
    kecamatan, desa = NAMES[next(k for k in NAMES if k.startswith(row["kode_kecamatan"]))]
    return {
        "KECAMATAN": kecamatan,
        "DESA/KELURAHAN": desa if row["kode_desa"] else "",
        "ID PETUGAS": row["petugas_id"],
        "NAMA": row["nama"],
        "PERAN": spelt(row["peran"], turn),
        "MULAI TUGAS": day(row["mulai_tugas"], turn),
        "TERAKHIR AKTIF": day(row["terakhir_aktif"], turn),
        "PELATIHAN TERAKHIR": plain(row["pelatihan"]),
        "TANGGAL PELATIHAN": day(row["tanggal_pelatihan"], turn),
    }


def reported(row: dict, turn: int) -> dict:
    answered = row["tanggal"] + timedelta(days=turn) if turn % 2 else None
    nik = f"99280117089{turn:05d}" if turn % 3 else None
    return row | {"laporan_id": f"CONTOH/{turn}", "nik": nik, "tanggal_jawab": answered}


def report(row: dict, turn: int) -> dict[str, str]:
    return {
        "NOMOR LAPORAN": row["laporan_id"],
        "TANGGAL LAPORAN": day(row["tanggal"], turn),
        **place(row),
        "KANAL": plain(row["kanal"]),
        "JENIS LAPORAN": spelt(row["jenis"], turn),
        "PROGRAM": spelt(row["program"], turn),
        "NIK": number(row["nik"], turn),
        "ISI LAPORAN": plain(row["isi"]),
        "STATUS": spelt(row["status"], turn),
        "TANGGAL JAWAB": day(row["tanggal_jawab"], turn),
    }


def paid(row: dict, turn: int) -> dict:
    return of_family(row, turn) | {
        "program": "BLT-DD",
        "individu_id": None,
        "status": "ditetapkan musdesus",
    }


def village_fund(row: dict, turn: int) -> dict[str, str]:
    return {
        **place(row),
        "NOKK": number(row["keluarga_id"], turn),
        "TANGGAL MUSDESUS": day(date(2026, 1, 12), turn),
        "JUMLAH BULAN": str(1 + turn % 12),
        "NOMINAL PER BULAN": rupiah(row["jumlah_rupiah"], turn),
    }


def summed(row: dict, turn: int) -> dict:
    least = min(row["pembilang"], row["penyebut"])
    unknown = row["penyebut"] - least if turn % 2 else None
    return row | {"indikator": f"I{turn}", "belum_diketahui": unknown}


def aggregate(row: dict, turn: int) -> dict[str, str]:
    code = (row["kode_desa"], row["kode_desa"].replace(".", ""))[turn % 2]
    return {
        **({"KODE DESA": code} | dict.fromkeys(("KECAMATAN", "DESA/KELURAHAN"), "")),
        **({} if turn % 3 else {"KODE DESA": "", **place(row)}),
        "INDIKATOR": (row["indikator"], row["indikator"].lower())[turn % 2],
        "PEMBILANG": count(row["pembilang"], turn),
        "PENYEBUT": count(row["penyebut"], turn + 1),
        "BELUM DIKETAHUI": count(row["belum_diketahui"], turn),
        "SUMBER": plain(row["sumber"]),
    }


def met(row: dict, turn: int) -> dict:
    """No two meetings of a desa on one day, and one row at most without a day."""
    return row | {"tanggal": None if turn == 1 else date(2026, 9, 1) + timedelta(days=turn)}


def meeting(row: dict, turn: int) -> dict[str, str]:
    return {
        **place(row),
        "TANGGAL MUSDES": day(row["tanggal"], turn) if row["tanggal"] else ("", "Belum")[turn % 2],
        "NOMOR BERITA ACARA": plain(row["nomor_ba"]),
        "BERITA ACARA DIUNGGAH": spelt(row["ba_diunggah"], turn),
    }


@dataclass(frozen=True)
class Written:
    """How a list is written. `rows`: columns of the register; `complete` adds what follows from
    them and the place in the list; `line`: heading → cell; `beside`: rows of other tables."""

    table: str
    rows: dict[str, st.SearchStrategy]
    complete: Callable[[dict, int], dict]
    line: Callable[[dict, int], dict[str, str]]
    beside: Callable[[list[dict]], dict[str, list[dict]]] = lambda rows: {}


TWO_OR_NONE = one_of(True, False, None)
OUTCOMES = one_of("layak", "tidak layak", "tidak ditemukan")
STAGES = [name for name in metadata.tables["usulan"].c.tahap.info["allowed"]]
FORMATS = {
    "usulan_v4": Written(
        "usulan",
        PROPOSAL
        | {"tanggal_lahir": DAYS, "jenis_kelamin": one_of("L", "P", None), "alamat": MAYBE}
        | {"rt": THREE, "rw": THREE},
        proposed,
        template,
    ),
    "usulan_tahap": Written(
        "usulan",
        PROPOSAL
        | {"jenis": one_of("baru", "hapus", "perbaikan"), "tahap": one_of(*STAGES)}
        | {"jalur": one_of("musdes", "SPTJM", "Cek Bansos usul", "Cek Bansos sanggah", None)}
        | {"langkah": walked(), "hasil_verifikasi": OUTCOMES, "alasan": MAYBE},
        lambda row, turn: proposed(row | row.pop("langkah"), turn),
        recap,
    ),
    "usulan_jawaban": Written(
        "jawaban_usulan",
        {"program": one_of("PKH", "BPNT", None), "kode_desa": PLACES, "hasil": MAYBE}
        | {"padan": one_of("padan", "tidak padan", "belum diuji")}
        | {"nama_dukcapil": MAYBE, "keterangan": MAYBE},
        lambda row, turn: row | {"nik": f"99280117089{turn:05d}"},
        answer,
    ),
    "sasaran": Written(
        "sasaran_verval",
        {"kegiatan": one_of(*CAMPAIGNS), "kode_desa": PLACES},
        lambda row, turn: frozen([of_family(row, turn)])[0],
        target,
    ),
    "verval": Written(
        "verval",
        {"kegiatan": one_of(*CAMPAIGNS, None), "kode_desa": PLACES, "hasil": OUTCOMES}
        | {"tanggal_kunjungan": st.dates(date(2024, 1, 1), TODAY), "tanggal_unggah": DAYS}
        | {"alasan": MAYBE, "petugas": MAYBE, "ada_bukti": TWO_OR_NONE},
        of_family,
        result,
        lambda rows: {"sasaran_verval": frozen(rows)},
    ),
    "musdes": Written(
        "musdes",
        {"kode_desa": PLACES, "nomor_ba": MAYBE, "ba_diunggah": TWO_OR_NONE},
        met,
        meeting,
    ),
    "petugas": Written(
        "petugas",
        {"nama": WORDS, "kode_desa": PLACES, "mulai_tugas": DAYS, "terakhir_aktif": DAYS}
        | {"peran": one_of("operator desa", "pendamping PKH", "TKSK", "supervisor")}
        | {"pelatihan": MAYBE, "tanggal_pelatihan": DAYS},
        on_duty,
        officer,
    ),
    "laporan": Written(
        "laporan_warga",
        {"tanggal": st.dates(date(2026, 1, 1), date(2026, 9, 30)), "kode_desa": PLACES}
        | {"jenis": one_of("usul", "sanggah", "keluhan", "pertanyaan"), "kanal": MAYBE}
        | {"program": one_of("PKH", "BPNT", None), "isi": MAYBE}
        | {"status": one_of("diproses", "selesai", "ditolak")},
        reported,
        report,
    ),
    "bltdd": Written(
        "kepesertaan",
        {"kode_desa": PLACES, "jumlah_rupiah": st.one_of(st.none(), st.integers(1, 9_999_999))},
        paid,
        village_fund,
    ),
    "agregat": Written(
        "agregat",
        {"kode_desa": PLACES, "pembilang": st.integers(0, 9_999), "sumber": MAYBE}
        | {"penyebut": st.integers(0, 2_000_000)},
        summed,
        aggregate,
    ),
}


@pytest.fixture(scope="module")
def register() -> Engine:
    engine = create_engine("duckdb:///:memory:")
    facts.prepare(engine)
    return engine


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("berkas")


@pytest.mark.parametrize("code", FORMATS)
@some
@given(data=st.data(), shape=SHAPES)
def test_written_and_read_back(register, folder, code, data, shape):
    form = FORMATS[code]
    drawn = data.draw(st.lists(st.fixed_dictionaries(form.rows), min_size=1, max_size=8))
    rows = [form.complete(dict(row), turn) for turn, row in enumerate(drawn, start=1)]
    table = [form.line(row, turn) for turn, row in enumerate(rows, start=1)]

    loaded = load.load(emptied(register), write(folder, table, shape), PERIODE, TODAY)

    assert (loaded.taken, loaded.rejects["SEBAB DITOLAK"].tolist()) == (len(rows), [])
    found = contents(register)
    assert [entry.format for entry in found["muatan"]] == [code]
    expected = {form.table: rows, **form.beside(rows)}
    for held in FROM_FILES:
        own = [
            {k: v for k, v in row._mapping.items() if k not in ("periode", "muatan_id")}
            for row in found[held.name]
        ]
        assert in_order(own) == in_order(expected.get(held.name, []))
