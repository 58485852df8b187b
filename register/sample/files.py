"""The sample's files: lines chosen for a month, written as text or as a workbook."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import xlsxwriter

from register.sample.families import pick
from register.sample.people import People
from register.sample.words import STATES

DTKS_HEADER = (
    "ID DTKS|PROVINSI|KABUPATEN/KOTA|KECAMATAN|DESA/KELUARAHAN|ALAMAT|DUSUN|RT|RW|NOKK|NIK|NAMA|"
    "TANGGAL LAHIR|TEMPAT LAHIR|JENIS KELAMIN|PEKERJAAN|NAMA IBU KANDUNG|HUB KELUARGA|"
    "KETERANGAN PADAN|BANSOS BPNT|BANSOS PKH|BANSOS BPNT-PPKM|PBI JKN"
)
VERVAL_HEADER = (
    "KEGIATAN;TANGGAL MULAI;BATAS WAKTU;KECAMATAN;DESA/KELURAHAN;NOKK;NIK;NAMA;HASIL VERVAL;"
    "ALASAN;TANGGAL VERVAL;TANGGAL UNGGAH;PETUGAS;BUKTI FOTO"
)
MUSDES_HEADER = "KECAMATAN,DESA/KELURAHAN,TANGGAL MUSDES,NOMOR BERITA ACARA,BERITA ACARA DIUNGGAH"
BOM = "\ufeff"  # as Excel writes and expects it


def dtks_rows(people: People, month: int) -> tuple[pa.Table, np.ndarray]:
    """Return the DTKS file of a month as a table, and the desa (a number) of each row."""
    version = people.version
    at = np.flatnonzero((version["dari"] <= month) & (month <= version["sampai"]))
    person = people.person.iloc[version["orang"].to_numpy()[at]]
    state = np.where(person["padan_sejak"] <= month, person["padan_nanti"], person["padan"])
    columns = [column.take(pa.array(at)) for column in people.columns]
    columns.append(pick(STATES, state))
    columns += [
        pick(["TIDAK", "YA"], _member(person, p, month)) for p in ("bpnt", "pkh", "ppkm", "pbi")
    ]
    return pa.table(columns, DTKS_HEADER.split("|")), person["desa"].to_numpy()


def _member(person: pd.DataFrame, programme: str, month: int) -> np.ndarray:
    begin, end = person[f"{programme}_dari"], person[f"{programme}_sampai"]
    return ((begin <= month) & (month <= end)).to_numpy().astype(int)


def write_text(file: Path, header: str, delimiter: str, rows: pa.Table) -> Path:
    """Write the rows under the header, unquoted: no value holds a delimiter."""
    options = pyarrow.csv.WriteOptions(
        include_header=False, delimiter=delimiter, quoting_style="none"
    )
    with file.open("wb") as text:
        text.write(f"{header}\n".encode())
        pyarrow.csv.write_csv(rows, text, options)
    return file


def write_workbook(file: Path, rows: Iterable[Iterable[str]], title: str = "") -> Path:
    """Write a workbook of text cells, under a merged title if there is one."""
    header = DTKS_HEADER.split("|")
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        book.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})  # same bytes each time
        sheet = book.add_worksheet("DTKS")
        if title:
            sheet.merge_range(0, 0, 0, len(header) - 1, title)
        for number, row in enumerate([header, *rows], start=bool(title)):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)
    return file
