"""A random control sample of a campaign, as lists for officers of other desa.

The lists are those that `python -m register import` takes (formats sasaran and verval), results
empty. They do not say what the first officer found, and they name persons: they are made where
the register lies, and only their owner can read them.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import xlsxwriter
from sqlalchemy import Connection, Engine, select

from queries import audit, fieldwork, snapshots
from queries.app_store import LONGEST_REASON, checked
from queries.populations import campaign_targets
from queries.populations.campaigns import CONTROL
from queries.populations.spelling import is_head
from queries.scope import Right, Scope
from register.connections import StoreError, private_folder
from register.schema import individu, keluarga, wilayah

DAYS = 30  # from the first to the last day of the control, where nobody says otherwise
TARGETS = (
    *("KEGIATAN", "TANGGAL MULAI", "BATAS WAKTU", "KECAMATAN", "DESA/KELURAHAN"),
    *("NOKK", "NIK", "NAMA"),
)
WHERE = ("ALAMAT", "DUSUN", "RT", "RW", "DIPERIKSA PETUGAS DESA")
FOUND = ("HASIL VERVAL", "ALASAN", "TANGGAL VERVAL", "TANGGAL UNGGAH", "PETUGAS", "BUKTI FOTO")
ANSWERS = ["Layak", "Tidak Layak", "Tidak Ditemukan", "Belum Cek"]
WIDTHS = {"KEGIATAN": 30, "NAMA": 28, "ALAMAT": 30, "DIPERIKSA PETUGAS DESA": 26}


def write(
    register: Engine,
    kegiatan: str,
    folder: Path,
    *,
    by: Scope,
    reason: str,
    per: int,
    seed: int,
    begins: date,
) -> list[str]:
    """Draw up to `per` families per kecamatan, write their lists into a folder and say so.

    sasaran-kontrol.xlsx freezes the sample when it is imported; of each kecamatan one workbook
    is to be filled in. Raises StoreError where there is nothing to draw from, a sample of the
    campaign was imported before, or the folder holds files already; NoteError for a reason that
    cannot be written down. Who drew it, when and why stands in the audit first, then in each file.
    """
    by.must(Right.DAFTAR)
    reason = checked("Alasan", reason, LONGEST_REASON)
    if per < 1:
        raise StoreError("--per: tulis sedikitnya 1.")
    if folder.exists() and any(folder.iterdir()):
        raise StoreError(f"Folder {folder} sudah berisi berkas. Pilih folder baru.")
    with register.connect() as connection:
        frame = _frame(connection, kegiatan, begins)
        rows = _listed(connection, drawn(frame, kegiatan, per, seed), kegiatan, begins)
    number = audit.record(by, "contoh kontrol", kegiatan, reason=reason, rows=len(rows))
    taken = f"Diambil {by.who}, {date.today():%d-%m-%Y}, jejak {number}: {reason}"  # noqa: DTZ011
    private_folder(folder)
    _book(folder / "sasaran-kontrol.xlsx", TARGETS, rows, taken)
    for (code, name), part in rows.groupby(["kode_kecamatan", "KECAMATAN"]):
        order = part.sort_values(["DIPERIKSA PETUGAS DESA", "DESA/KELURAHAN", "NOKK"])
        file = f"kontrol-{code}-{name.lower().replace(' ', '-')}.xlsx"
        _book(folder / file, (*TARGETS, *WHERE, *FOUND), order, taken)
    return _told(frame, rows, per, seed)


def drawn(frame: pd.DataFrame, kegiatan: str, per: int, seed: int) -> pd.DataFrame:
    """Return the rows of the sample out of keluarga_id, kode_desa, with kode_kecamatan, pemeriksa.

    The lot of a family is a hash of the seed, the campaign and its id: the same on every
    database, and a larger sample holds the smaller one. `pemeriksa` is the desa whose officer
    goes: the other desa of the kecamatan with a result take turns; missing where there is none.
    """
    lot = [
        hashlib.sha256(f"{seed}:{kegiatan}:{family}".encode()).hexdigest()
        for family in frame["keluarga_id"]
    ]
    within = frame["kode_desa"].str[: fieldwork.KECAMATAN]
    every = frame.assign(undi=lot, kode_kecamatan=within).sort_values("undi")
    chosen = every.groupby("kode_kecamatan").head(per)
    chosen = chosen.sort_values(["kode_desa", "undi"]).reset_index(drop=True)
    desa = every.groupby("kode_kecamatan")["kode_desa"].agg(lambda codes: sorted(set(codes)))
    turn = chosen.groupby("kode_kecamatan").cumcount()
    goes = [
        _visitor(desa[row.kode_kecamatan], row.kode_desa, number)
        for row, number in zip(chosen.itertuples(), turn, strict=True)
    ]
    return chosen.assign(pemeriksa=pd.Series(goes, dtype=object)).drop(columns="undi")


def _visitor(desa: list[str], own: str, number: int) -> str | None:
    if len(desa) == 1:
        return None
    return desa[(desa.index(own) + 1 + number % (len(desa) - 1)) % len(desa)]


def _frame(connection: Connection, kegiatan: str, begins: date) -> pd.DataFrame:
    """keluarga_id, kode_desa of the families with a final result before the control begins."""
    known = snapshots.campaigns(connection)["kegiatan"].tolist()
    if kegiatan not in known:
        named = "; ".join(known) or "belum ada"
        raise StoreError(f"Kegiatan {kegiatan!r} tidak ada di register. Yang ada: {named}.")
    if kegiatan.lower() in fieldwork.controls(connection):
        raise StoreError(
            f"Contoh kontrol {kegiatan} sudah diimpor. Satu kegiatan satu contoh, supaya tidak "
            "ada yang menarik ulang sampai hasilnya cocok."
        )
    rows = campaign_targets(kegiatan, fieldwork.before(begins)).cte("rows")
    query = select(rows.c.keluarga_id, rows.c.kode_desa).where(rows.c.hasil.is_not(None))
    frame = pd.read_sql(query, connection)
    if frame.empty:
        raise StoreError(f"Belum ada hasil akhir {kegiatan} sebelum {begins:%d-%m-%Y}.")
    return frame


def _listed(
    connection: Connection, sample: pd.DataFrame, kegiatan: str, begins: date
) -> pd.DataFrame:
    """Return the cells of the lists, by heading, and kode_kecamatan."""
    areas = select(wilayah.c.kode, wilayah.c.nama)
    names = pd.read_sql(areas, connection).set_index("kode")["nama"].str.upper()
    families = sample["keluarga_id"].tolist()
    heads = _newest(connection, individu, families, ("nik", "nama"))
    homes = _newest(connection, keluarga, families, ("alamat", "dusun", "rt", "rw"))
    known = sample.join(heads, on="keluarga_id").join(homes, on="keluarga_id")
    return pd.DataFrame(
        {
            "kode_kecamatan": known["kode_kecamatan"],
            "KEGIATAN": f"{CONTROL}{kegiatan}",
            "TANGGAL MULAI": f"{begins:%d/%m/%Y}",
            "BATAS WAKTU": f"{begins + timedelta(days=DAYS):%d/%m/%Y}",
            "KECAMATAN": known["kode_kecamatan"].map(names),
            "DESA/KELURAHAN": known["kode_desa"].map(names),
            "NOKK": known["keluarga_id"],
            **{name: known[name.lower()] for name in ("NIK", "NAMA", *WHERE[:4])},
            "DIPERIKSA PETUGAS DESA": known["pemeriksa"].map(names),
            **dict.fromkeys(FOUND, ""),
        }
    ).fillna("")


def _newest(connection: Connection, table, families: list[str], names: tuple) -> pd.DataFrame:
    """Columns of a family's row in the newest month that has one; of persons, of the head."""
    heads = [is_head(table.c.hubungan_keluarga).desc()] if table is individu else []
    query = (
        select(table.c.keluarga_id, *[table.c[name] for name in names])
        .where(table.c.keluarga_id.in_(families))
        .order_by(table.c.periode.desc(), *heads, *[table.c[name] for name in names])
    )
    return pd.read_sql(query, connection).drop_duplicates("keluarga_id").set_index("keluarga_id")


def _book(path: Path, headings: Iterable[str], rows: pd.DataFrame, taken: str) -> None:
    """Write rows as a workbook of text cells that only its owner can read.

    `taken`: who took it; on each printed page, and on a sheet that the importer passes over.
    """
    path.touch(mode=0o600)
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as book:
        as_text = book.add_format({"num_format": "@"})
        bold = book.add_format({"bold": True, "num_format": "@"})
        sheet = book.add_worksheet("Kontrol")
        for place, name in enumerate(headings):
            sheet.set_column(place, place, WIDTHS.get(name, 18), as_text)
            sheet.write_string(0, place, name, bold)
            for row, cell in enumerate(rows[name], start=1):
                sheet.write_string(row, place, cell, as_text)
            if name == "HASIL VERVAL":
                answers = {"validate": "list", "source": ANSWERS}
                sheet.data_validation(1, place, len(rows), place, answers)
        sheet.freeze_panes(1, 0)
        sheet.set_footer("&L&8" + taken.replace("&", "&&"))
        book.add_worksheet("Pengambilan").write_string(0, 0, taken)


def _told(frame: pd.DataFrame, rows: pd.DataFrame, per: int, seed: int) -> list[str]:
    by_kecamatan = rows.groupby(["kode_kecamatan", "KECAMATAN"]).size()
    fewer = [
        f"{name.title()}: hanya {size} KK, semua masuk contoh."
        for (_, name), size in by_kecamatan.items()
        if size < per
    ]
    alone = rows[rows["DIPERIKSA PETUGAS DESA"] == ""]["KECAMATAN"].unique()
    return [
        f"{len(rows)} dari {len(frame)} KK berhasil akhir ditarik, {per} per kecamatan, "
        f"{len(by_kecamatan)} kecamatan (benih {seed}).",
        *fewer,
        *[
            f"{name.title()}: hanya satu desa, tunjuk pemeriksa dari kecamatan lain."
            for name in alone
        ],
        "Impor sasaran-kontrol.xlsx dahulu; lalu tiap kontrol-….xlsx setelah diisi, seperti "
        "daftar hasil verval.",
        "Berkas ini memuat data pribadi dan sengaja tidak memuat hasil pertama. Hapus setelah "
        "hasilnya diimpor.",
    ]
