"""The public face: what everybody may read, as pages show it and as files and a catalogue.

It reads table `publik`, the areas, the months and the record of one version, and nothing else.
docs/publik.md says which field of the catalogue is which of Satu Data Indonesia.
"""

import csv
import io
import json
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd

from queries import read, summary
from queries.disclosure import BY_CODE, CELL, COUNTS, FIGURES, SHOWN, Figure
from queries.export import SAMPLE, safe
from queries.read import Publication
from register import connections

VISIBLE, HIDDEN, UNKNOWN = "tersaji", "disembunyikan", "belum diketahui"
NOT_SET = "belum ditetapkan"
CATALOGUE, ALL_OF_IT = "katalog.json", "data"
MEDIA = {"csv": "text/csv", "json": "application/json"}
CODES = "Kode wilayah administrasi pemerintahan, Kemendagri"
CLOSED = "Halaman publik ditutup oleh pengelola."
MISSING = "Data ini tidak ada. Daftar yang ada: /publik/katalog.json"
NOT_SAID = (
    "Jumlah 1 sampai 4 disembunyikan supaya tidak seorang pun dapat dikenali, dan sebagian jumlah "
    "lain supaya yang tersembunyi tidak dapat dihitung dari totalnya. Kosong bukan nol."
)


@dataclass(frozen=True)
class Settings:
    """What the office says of its public face in section [publik] of secrets.toml."""

    is_open: bool
    publisher: str
    contact: str
    license: str


def settings(area: str = "") -> Settings:
    """Return the settings; the publisher is the government of `area` unless they name another."""
    said = connections.settings("publik")
    return Settings(
        said.get("buka", True) is True,  # what is written otherwise does not open it
        said.get("penerbit") or (f"Pemerintah {area}" if area else NOT_SET),
        said.get("kontak", NOT_SET),
        said.get("lisensi", NOT_SET),
    )


@dataclass(frozen=True, eq=False)
class Face:
    """What one version holds for everybody.

    `cells`: CELL, tingkat, pembilang, penyebut (NaN: hidden or not known), status; `areas` as
    `read.areas`; `months`: indexed by periode, those with cells, oldest first.
    """

    publication: Publication
    cells: pd.DataFrame
    areas: pd.DataFrame
    months: pd.DataFrame

    @property
    def regencies(self) -> dict[str, str]:
        """Nama → kode of every kabupaten and kota."""
        named = self.areas[self.areas["tingkat"].isin(["kabupaten", "kota"])]
        return dict(zip(named["nama"], named["kode"], strict=True))

    @property
    def name(self) -> str:
        """The name of the only kabupaten; empty where there are several."""
        names = list(self.regencies)
        return names[0] if len(names) == 1 else ""

    def series(self) -> list[tuple[Figure, str]]:
        """Return what there is to choose from: figure and programme, in the order of FIGURES."""
        held = self.cells[["indikator", "kategori"]].drop_duplicates().to_numpy().tolist()
        return [
            (figure, part)
            for figure in FIGURES
            for code, part in sorted(map(tuple, held))
            if code == figure.indicator.code
        ]

    def months_of(self, code: str, part: str | None = None) -> list[str]:
        """Return the months of an indicator (and programme), the newest first."""
        mine = self.cells["indikator"] == code
        if part is not None:
            mine &= self.cells["kategori"] == part
        return sorted(self.cells.loc[mine, "periode"].unique(), reverse=True)

    @cached_property
    def files(self) -> dict[str, pd.DataFrame]:
        """Return the cells of each file by its path without ending; none where there are none."""
        found = {
            f"{code}/{month}": rows
            for (code, month), rows in self.cells.groupby(["indikator", "periode"])
        }
        return {ALL_OF_IT: self.cells, **found} if found else {}

    def table(self, code: str, part: str) -> pd.DataFrame:
        """Return the cells of an indicator and programme, all its months and levels."""
        return self.cells[(self.cells["indikator"] == code) & (self.cells["kategori"] == part)]


def current() -> Face | None:
    """Return what the version in force holds for everybody; None where nothing is published."""
    try:
        return face(summary.current())
    except summary.StoreError:
        return None


@lru_cache(maxsize=2)
def face(version: summary.Version) -> Face:
    """Return what a version holds for everybody; it never changes, so it is kept."""
    with summary.engine(version).connect() as connection:
        cells = read.public_cells(connection, version.number)
        areas = read.areas(connection, version.number)
        months = read.periods(connection, version.number).set_index("periode", drop=False)
        publication = read.publication(connection, version.number)
    cells = cells.sort_values(CELL, ignore_index=True)
    known = np.where(cells["penyebut"].notna(), VISIBLE, UNKNOWN)
    cells["status"] = np.where(cells.pop("ditekan") == SHOWN, known, HIDDEN)
    return Face(publication, cells, areas, months[months.index.isin(cells["periode"])])


@dataclass(frozen=True)
class Document:
    """One file of the public face, and the version it is of."""

    version: int
    text: str
    media: str
    name: str


def document(path: str) -> Document | None:
    """Return the file at a path below /publik/; None where there is none.

    katalog.json, data.csv, data.json, and {indikator}/{periode} as .csv and .json.
    """
    found = current()
    if found is None:
        return None
    version, said = found.publication.version, settings(found.name)
    if path == CATALOGUE:
        return Document(version, _as_json(catalogue(found, said)), MEDIA["json"], CATALOGUE)
    stem, _, kind = path.rpartition(".")
    if kind not in MEDIA or stem not in found.files:
        return None
    sample = "-CONTOH" if found.publication.is_sample else ""
    name = f"{stem.replace('/', '-')}{sample}.{kind}"
    return Document(version, _text(found, stem, kind, said), MEDIA[kind], name)


@lru_cache(maxsize=16)
def _text(found: Face, stem: str, kind: str, said: Settings) -> str:
    rows = found.files[stem]
    told = _told(found, rows)
    if kind == "csv":
        return _as_csv(told)
    codes = list(dict.fromkeys(rows["indikator"]))
    about = [_about(found, BY_CODE[code], said) for code in codes]
    return _as_json({"metadata": about, "data": told})


def _told(found: Face, rows: pd.DataFrame) -> list[dict]:
    """The cells as files give them: one mapping a row, None where there is no count to show."""
    names = found.areas.set_index("kode")["nama"].to_dict()
    as_of = {month: _iso(day) for month, day in found.months["tanggal_acuan"].items()}
    base = {"terbitan": found.publication.version}
    if found.publication.is_sample:
        base["peringatan"] = SAMPLE
    return [
        {
            "kode_wilayah": row.kode_wilayah,
            "nama_wilayah": names[row.kode_wilayah],
            "tingkat": row.tingkat,
            "indikator": row.indikator,
            "program": row.kategori,
            "periode": row.periode,
            "tanggal_acuan": as_of[row.periode],
            **{name: _whole(getattr(row, name)) for name in COUNTS},
            "satuan": BY_CODE[row.indikator].indicator.unit,
            "status": row.status,
            "sifat_angka": BY_CODE[row.indikator].indicator.badge.label,
            **base,
        }
        for row in rows.itertuples()
    ]


def _iso(day: object) -> str:
    return pd.Timestamp(day).date().isoformat()


def _whole(count: float) -> int | None:
    return None if pd.isna(count) else int(count)


def _as_csv(rows: list[dict]) -> str:
    """Rows as CSV with commas (RFC 4180); a name that begins as a formula is quoted."""
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(
        {name: safe(cell) if isinstance(cell, str) else cell for name, cell in row.items()}
        for row in rows
    )
    return text.getvalue()


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def catalogue(found: Face, said: Settings) -> dict:
    """Return the catalogue, its fields named as in DCAT; addresses are relative to its own."""
    codes = [figure for figure in FIGURES if found.months_of(figure.indicator.code)]
    place = found.name or f"{len(found.regencies)} kabupaten/kota"
    return {
        "title": f"Data terbuka register sosial {place}",
        "description": f"Jumlah per wilayah dan bulan; tidak ada data orang. {NOT_SAID}",
        **_who(found, said),
        "themeTaxonomy": "sosial",
        "dataset": [_dataset(found, figure, said) for figure in codes],
        "distribution": [_distribution(found, ALL_OF_IT, kind, said) for kind in MEDIA if codes],
    }


def _dataset(found: Face, figure: Figure, said: Settings) -> dict:
    code = figure.indicator.code
    files = [
        _distribution(found, f"{code}/{month}", kind, said)
        for month in found.months_of(code)
        for kind in MEDIA
    ]
    return {**_about(found, figure, said), "distribution": files}


def _about(found: Face, figure: Figure, said: Settings) -> dict:
    """What a dataset says of itself."""
    indicator = figure.indicator
    months = found.months_of(indicator.code)
    lowest = "kecamatan" if figure.level == "kecamatan" else "desa/kelurahan"
    parts = [part for each, part in found.series() if each is figure and part]
    by = f", program ({', '.join(parts)})" if parts else ""
    return {
        "identifier": indicator.code,
        "title": figure.nama,
        "description": " ".join((indicator.definition, figure.rest, NOT_SAID)),
        "keyword": ["DTKS", "DTSEN", "data sosial", indicator.short, *parts],
        **_who(found, said),
        "accrualPeriodicity": "bulanan",
        "spatial": {"kode": list(found.regencies.values()), "nama": list(found.regencies)},
        "temporal": {
            "startDate": f"{months[-1]}-01",
            "endDate": _iso(found.months.loc[months[0], "tanggal_acuan"]),
        },
        "kodeReferensi": CODES,
        "standarData": {
            "konsep": indicator.short,
            "definisi": indicator.definition,
            "klasifikasi": f"wilayah ({lowest} ke atas), bulan{by}",
            "ukuran": "jumlah: pembilang dan penyebut",
            "satuan": indicator.unit,
        },
        "sifatAngka": f"{indicator.badge.label}: {indicator.badge.meaning}",
        "sumber": indicator.source,
        "catatan": figure.rest,
        "versiDefinisi": indicator.version,
    }


def _who(found: Face, said: Settings) -> dict:
    published_at = f"{found.publication.published_at:%Y-%m-%dT%H:%M:%SZ}"
    warned = {"peringatan": SAMPLE} if found.publication.is_sample else {}
    return {
        "publisher": {"name": said.publisher},
        "contactPoint": {"fn": said.contact},
        "license": said.license,
        "language": "id",
        "issued": published_at,
        "modified": published_at,
        "version": str(found.publication.version),
        **warned,
    }


def _distribution(found: Face, stem: str, kind: str, said: Settings) -> dict:
    address = f"{stem}.{kind}"
    return {
        "title": address,
        "format": kind.upper(),
        "mediaType": MEDIA[kind],
        "downloadURL": address,
        "byteSize": _size(found, stem, kind, said),
    }


@lru_cache(maxsize=1000)
def _size(found: Face, stem: str, kind: str, said: Settings) -> int:
    return len(_text(found, stem, kind, said).encode())
