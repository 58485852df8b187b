"""A summary small enough to work out by hand, and a page drawn from it."""

from datetime import date, datetime

import pandas as pd
import pyarrow as pa
from streamlit.testing.v1 import AppTest

from queries import disclosure, history, summary
from queries.indicators import CATALOGUE
from queries.measure import SUMS as SUMS_OF
from tests import tables
from tests.server import ROOT

DASHBOARD = str(ROOT / "dashboard.py")
PAGES = ["ringkasan", "kelengkapan", "cakupan", "inklusi", "eksklusi", "verval", "definisi"]
PAGES += ["profil", "musdes", "kapasitas"]

AREAS = """
    kode          | nama           | tingkat   | kode_induk | petak_kolom | petak_baris
    33.28         | Kabupaten Uji  | kabupaten |            |             |
    33.28.01      | Hulu           | kecamatan | 33.28      |             |
    33.28.01.2001 | Kaliputih      | desa      | 33.28.01   | 0           | 1
    33.28.01.2002 | Karanganyar    | desa      | 33.28.01   | 1           | 1
    33.28.02      | Hilir          | kecamatan | 33.28      |             |
    33.28.02.1003 | Watu           | kelurahan | 33.28.02   | 0           | 0    # six families
    33.28.02.2004 | Karanganyar    | desa      | 33.28.02   | 1           | 0    # the name repeats
"""
PERIODS = """
    periode | era   | tanggal_acuan | kegiatan   | rencana_pct
    2026-06 | DTSEN | 2026-06-30    |            |           # musdes list never imported
    2026-07 | DTSEN | 2026-07-31    |            |
    2026-08 | DTSEN | 2026-08-31    |            |
    2026-09 | DTSEN | 2026-09-30    |            |
    2026-10 | DTSEN | 2026-10-31    | Verval Uji | 48.780488   # 20 of 41 working days
"""
# numerator/denominator/unknown of each desa; a blank is nothing to count
SUMS = """
    indikator           | periode | 33.28.01.2001 | 33.28.01.2002 | 33.28.02.1003 | 33.28.02.2004
    kemutakhiran_24_pct | 2026-09 | 110/200/30    | 88/100/5      | 3/6/1         | 150/200/0
    kemutakhiran_24_pct | 2026-10 | 120/200/30    | 90/100/5      | 3/6/1         | 150/200/0
    kemutakhiran_12_pct | 2026-10 | 60/200/30     | 45/100/5      | 1/6/1         | 50/200/0
    verval_pct          | 2026-10 | 60/100/0      | 10/50/0       |               | 0/40/0
    nik_padan_pct       | 2026-10 | 380/400/5     | 190/200/0     | 10/12/1       | 390/400/0
    isian_lengkap_pct   | 2026-10 | 199/200/0     | 99/100/0      | 6/6/0         | 200/200/0
    musdes_pct          | 2026-06 | 0/1/1         | 0/1/1         | 0/1/1         | 0/1/1
    musdes_pct          | 2026-07 | 1/1/0         | 1/1/0         | 1/1/0         | 0/1/0
    musdes_pct          | 2026-08 | 0/1/0         | 1/1/0         | 1/1/0         | 0/1/0
    musdes_pct          | 2026-09 | 0/1/0         | 1/1/0         | 1/1/0         | 1/1/0
    musdes_pct          | 2026-10 | 0/1/0         | 1/1/0         | 1/1/0         | 0/1/0
"""
CAMPAIGNS = """
    kegiatan   | mulai      | batas
    Verval Uji | 2026-10-05 | 2026-11-30
"""
TARGETS = """
    kegiatan   | kode_desa     | sasaran
    Verval Uji | 33.28.01.2001 | 100
    Verval Uji | 33.28.01.2002 | 50
    Verval Uji | 33.28.02.2004 | 40
"""
DAYS = """
    kegiatan   | kode_desa     | tanggal    | hasil           | jumlah
    Verval Uji | 33.28.01.2001 | 2026-10-06 | layak           | 40
    Verval Uji | 33.28.01.2001 | 2026-10-20 | tidak layak     | 20
    Verval Uji | 33.28.01.2002 | 2026-10-20 | tidak ditemukan | 10
"""
ARROW = {bool: pa.bool_(), int: pa.int32(), float: pa.float64(), str: pa.string()}
ARROW |= {date: pa.date32(), datetime: pa.timestamp("us")}


def publish(
    *,
    sample: bool = False,
    sums: str = SUMS,
    campaigns: bool = True,
    public: bool = False,
    **texts: str,
) -> summary.Version:
    """Put the hand-written summary in force; texts replace the tables of the same name.

    `public`: with what of it is for everybody, as a publish adds it.
    """
    record = {
        "pada": datetime(2026, 11, 2, 9, 0),  # noqa: DTZ001 (the column holds UTC without a zone)
        "tanggal_data": date(2026, 10, 31),
        "contoh": sample,
        "muatan_id": 7,
        "baris_ditolak": 1234,
    }
    drawn = {
        "terbitan_wilayah": AREAS,
        "terbitan_periode": PERIODS,
        "kegiatan": CAMPAIGNS if campaigns else CAMPAIGNS.split("\n    Verval")[0],
        "verval_sasaran": TARGETS if campaigns else TARGETS.split("\n    Verval")[0],
        "verval_harian": DAYS if campaigns else DAYS.split("\n    Verval")[0],
    } | texts
    rows = {name: _typed(name, tables.rows(text)) for name, text in drawn.items()}
    for row in rows.get("revisi", []):
        row |= {"rincian": "", "terbitan_lama": 3}
    rows |= {"terbitan": [record], "capaian": _achievements(sums)}
    if public:
        parts = (rows[name] for name in ("capaian", "terbitan_wilayah", "terbitan_periode"))
        cells = disclosure.cells(*map(pd.DataFrame, parts), history.in_force())
        told = cells.astype(object).where(cells.notna(), None)
        rows["publik"] = told.to_dict("records")
    return summary.publish({name: _arrow(name, each) for name, each in rows.items()})


def _typed(name: str, drawn: list[dict]) -> list[dict]:
    columns = summary.metadata.tables[name].c
    return [{column: _cell(columns[column], cell) for column, cell in row.items()} for row in drawn]


def _cell(column, cell: str | None):
    if cell is None:
        return None if column.nullable else ""  # of a programme "" is all of them
    return tables.READ.get(type(column.type), str)(cell)


def _achievements(sums: str) -> list[dict]:
    """One row per desa, month and indicator (and `rincian`, if drawn) with something to count."""
    versions = {indicator.code: indicator.version for indicator in CATALOGUE}
    found = []
    for row in tables.rows(sums):
        code, month = row.pop("indikator"), row.pop("periode")
        part = row.pop("rincian", None) or ""
        for desa, cell in row.items():
            if cell:
                counts = dict(zip(SUMS_OF, map(int, cell.split("/")), strict=True))
                found.append(
                    {"indikator": code, "rincian": part, "periode": month, "kode_desa": desa}
                    | {"versi_definisi": versions[code]}
                    | counts
                )
    return found


def _arrow(name: str, rows: list[dict]) -> pa.Table:
    columns = [c for c in summary.metadata.tables[name].columns if c.name != "versi"]
    return pa.table(
        {
            c.name: pa.array([row.get(c.name) for row in rows], ARROW[c.type.python_type])
            for c in columns
        }
    )


def opened(page: str = "ringkasan", **query: str) -> AppTest:
    """Return a page as a browser finds it that opens its address with that query."""
    app = AppTest.from_file(DASHBOARD, default_timeout=60).switch_page(f"pages/{page}.py")
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app
