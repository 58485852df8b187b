"""What of the published sums is for everybody, and which of it must stay hidden.

Worked out once, at publish, into table `publik`: page, files and catalogue read nothing else. What
a version has shown stays known for ever, so a cell it hid stays hidden in the next (docs/publik.md
says what that protects and what not).
"""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from methods.suppression import suppress
from queries import read, summary
from queries.indicator import Indicator
from queries.indicators.completeness import ISIAN_LENGKAP, KEMUTAKHIRAN_24
from queries.indicators.identity import NIK_PADAN
from queries.indicators.musdes import MUSDES_BULAN_INI
from queries.indicators.recipients import CAKUPAN_KK
from queries.indicators.verval import CAPAIAN_VERVAL
from queries.measure import SUMS, WHOLE
from queries.programmes import among

THRESHOLD = 5  # a count from 1 to 4 is hidden (indicators.md 2.2)
MOST_MONTHS = 13  # the newest and the year before: as far as "a year ago" needs
SHOWN, BY_RULE, FOR_ANOTHER = "", "primer", "sekunder"
SERIES = ["indikator", "kategori"]
CELL = [*SERIES, "kode_wilayah", "periode"]
COUNTS = ["pembilang", "penyebut"]
COLUMNS = [*CELL, "tingkat", *COUNTS, "ditekan"]


@dataclass(frozen=True)
class Figure:
    """One figure for everybody.

    `told`: its sentence. `rest`: what the others of the denominator are, so that nobody takes all
    of them for "no". `level`: the lowest areas it is given for. `base`: figures of one base have
    the same denominators. `personal`: whether it counts people; one that does not hides nothing.
    """

    indicator: Indicator
    told: str
    rest: str
    base: str
    level: str = "desa"
    by_programme: bool = False
    personal: bool = True

    @property
    def nama(self) -> str:
        return "Penerima program (keluarga)" if self.by_programme else self.indicator.nama


# Of figures that lie one inside the other only one is here (24 months, not 12; each programme, not
# "any"): what is left between two shown counts would be a third nobody has looked at.
FIGURES = (
    Figure(
        KEMUTAKHIRAN_24,
        "{numerator} dari {denominator} keluarga terdaftar di {area} datanya diperbarui dalam 24 "
        "bulan terakhir",
        "Selebihnya lebih lama, atau belum diketahui tanggalnya.",
        base="keluarga",
    ),
    Figure(
        ISIAN_LENGKAP,
        "{numerator} dari {denominator} keluarga terdaftar di {area} lengkap isian wajibnya",
        "Selebihnya kurang satu isian atau lebih, atau belum diketahui anggotanya.",
        base="keluarga",
    ),
    Figure(
        NIK_PADAN,
        "NIK {numerator} dari {denominator} jiwa terdaftar di {area} padan dengan Dukcapil",
        "Selebihnya tidak padan, atau belum diuji.",
        base="jiwa",
    ),
    Figure(
        CAPAIAN_VERVAL,
        "{numerator} dari {denominator} keluarga sasaran verval di {area} selesai diperiksa",
        "Selebihnya belum selesai.",
        base="sasaran",
        level="kecamatan",  # by desa, most counts are of a handful of families at either end
    ),
    Figure(
        MUSDES_BULAN_INI,
        "{numerator} dari {denominator} desa dan kelurahan di {area} mengadakan musdes bulan itu",
        "Selebihnya belum, atau belum diketahui karena tidak ada pada daftar.",
        base="desa",
        personal=False,
    ),
    Figure(
        CAKUPAN_KK,
        "{numerator} dari {denominator} keluarga terdaftar di {area} tercatat menerima {programme}",
        "Bukan cakupan penduduk miskin: yang tidak terdaftar tidak ada di sini.",
        base="keluarga",
        by_programme=True,
    ),
)
BY_CODE = {figure.indicator.code: figure for figure in FIGURES}


def cells(
    counted: pd.DataFrame,
    areas: pd.DataFrame,
    months: pd.DataFrame,
    in_force: summary.Version | None,
) -> pd.DataFrame:
    """Return COLUMNS of table `publik`: every cell for everybody, at every level.

    `counted` as table `capaian`, `areas` and `months` as its companions; `in_force`: the version
    that is to be replaced. Only months that are over, the newest MOST_MONTHS of them. Counts are
    NaN where they are hidden, and where nothing is known: then `ditekan` is empty. A share above
    100 % is no count of anything and stands as not known.
    """
    rows = _open_rows(counted, areas, months)
    if rows.empty:
        return pd.DataFrame(columns=COLUMNS)
    before = dict([*_by_regency(_before(in_force))])
    above = dict(areas.loc[areas["kode_induk"].isin(areas["kode"]), ["kode", "kode_induk"]].values)
    nothing = pd.DataFrame(columns=COLUMNS)
    found = [_regency(part, before.get(kode, nothing), above) for kode, part in _by_regency(rows)]
    levels = areas.set_index("kode")["tingkat"]
    every = pd.concat(found, ignore_index=True)
    return every.assign(tingkat=every["kode_wilayah"].map(levels))[COLUMNS]


def _by_regency(rows: pd.DataFrame):
    return rows.groupby(rows["kode_wilayah"].astype(str).str[:5], sort=True)


def _open_rows(counted: pd.DataFrame, areas: pd.DataFrame, months: pd.DataFrame) -> pd.DataFrame:
    """The rows of `counted` that are for everybody, with CELL for their keys."""
    parts = {
        code: among(counted.loc[counted["indikator"] == code, "rincian"].unique())
        if figure.by_programme
        else [WHOLE]
        for code, figure in BY_CODE.items()
    }
    wanted = pd.MultiIndex.from_tuples([(code, p) for code, names in parts.items() for p in names])
    mine = (
        pd.MultiIndex.from_frame(counted[["indikator", "rincian"]]).isin(wanted)
        & counted["periode"].isin(_over(months))
        & counted["kode_desa"].isin(areas["kode"])
    )
    names = {"rincian": "kategori", "kode_desa": "kode_wilayah"}
    return counted[mine].rename(columns=names)[[*CELL, *SUMS]]


def _over(months: pd.DataFrame) -> list[str]:
    """The months whose figures are of their last day: a running one would be revised daily."""
    last = [pd.Timestamp(day) for day in months["tanggal_acuan"]]
    ended = [(day + timedelta(days=1)).month != day.month for day in last]
    return sorted(months.loc[ended, "periode"])[-MOST_MONTHS:]


def _before(version: summary.Version | None) -> pd.DataFrame:
    """What the version in force shows and hides: CELL, COUNTS and `ditekan`."""
    if version is None:
        return pd.DataFrame(columns=COLUMNS)
    with summary.engine(version).connect() as connection:
        return read.public_cells(connection, version.number)


def _regency(rows: pd.DataFrame, before: pd.DataFrame, above: dict) -> pd.DataFrame:
    """The cells of one kabupaten: nothing published adds several up, so each stands by itself."""
    found, roofs_of_all = [], set(above.values())
    for (code, part), series in rows.groupby(SERIES, sort=True):
        figure, roofs = BY_CODE[code], above
        if figure.level == "kecamatan":
            series = series.assign(kode_wilayah=series["kode_wilayah"].map(above))
            roofs = {area: roof for area, roof in above.items() if area in roofs_of_all}
        true = _with_levels(series, roofs)
        earlier = before[(before["indikator"] == code) & (before["kategori"] == part)]
        hidden = _hidden(true, roofs, earlier) if figure.personal else SHOWN
        found.append(true.assign(indikator=code, kategori=part, ditekan=hidden, base=figure.base))
    return _masked(_small_bases(pd.concat(found, ignore_index=True)))


def _with_levels(rows: pd.DataFrame, above: dict) -> pd.DataFrame:
    """Sums of a series by area of every level and month; NaN where nothing possible is known."""
    keys = ["kode_wilayah", "periode"]
    fit = rows["numerator"] + rows["unknown"] <= rows["denominator"]  # as `measure.possible`
    rows = rows.assign(**{name: rows[name].where(fit).astype(float) for name in SUMS})
    levels = [rows.groupby(keys)[SUMS].sum(min_count=1).reset_index()]
    while True:
        up = levels[-1].assign(kode_wilayah=levels[-1]["kode_wilayah"].map(above))
        up = up[up["kode_wilayah"].notna()]
        if up.empty:
            return pd.concat(levels, ignore_index=True).sort_values(keys, ignore_index=True)
        levels.append(up.groupby(keys)[SUMS].sum(min_count=1).reset_index())


def _hidden(true: pd.DataFrame, above: dict, earlier: pd.DataFrame) -> np.ndarray:
    """The sign of each cell of a series; what `earlier` publications hid is hidden again."""
    keys = ["kode_wilayah", "periode"]
    out = earlier["ditekan"] != SHOWN
    always = out.groupby(earlier["kode_wilayah"]).all()
    lowest = ~true["kode_wilayah"].isin(set(above.values()))
    found = suppress(
        true[lowest],
        above,
        THRESHOLD,
        area="kode_wilayah",
        period="periode",
        hidden_before=pd.DataFrame({"kode_wilayah": always.index[always]}),
    )
    signs = found.set_index(keys)["suppressed"]
    place = pd.MultiIndex.from_frame(true[keys])
    hidden = signs.reindex(place).to_numpy()
    then = earlier.set_index(keys)
    again = place.isin(then.index[out.to_numpy()]) | _siblings(true, hidden, then, above)
    return np.where((hidden == SHOWN) & again, FOR_ANOTHER, hidden)


def _siblings(true: pd.DataFrame, hidden: np.ndarray, then: pd.DataFrame, above: dict):
    """Mark what must go with a cell that a revision hides, though an earlier version showed it.

    There the others were shown too: had they not changed since, and most have not, the total less
    these would be the new count. So all under the same roof are hidden, in that month.
    """
    at = then.reindex(pd.MultiIndex.from_frame(true[["kode_wilayah", "periode"]]))
    shown = (at["ditekan"] == SHOWN).to_numpy() & at["penyebut"].notna().to_numpy()
    now, was = true[["numerator", "denominator"]].to_numpy(), at[COUNTS].to_numpy(dtype=float)
    revised = set(true.loc[shown & (now != was).any(axis=1), "periode"])
    lost = shown & (hidden != SHOWN) & true["periode"].isin(revised).to_numpy()
    roofs = {
        (above[area], month)
        for area, month in true.loc[lost, ["kode_wilayah", "periode"]].to_numpy()
        if area in above
    }
    return np.array(
        [
            any((roof, month) in roofs for roof in _roofs(area, above))
            for area, month in true[["kode_wilayah", "periode"]].to_numpy()
        ],
        dtype=bool,
    )


def _roofs(area: str, above: dict) -> list[str]:
    """All areas above an area."""
    line = []
    while area in above:
        area = above[area]
        line.append(area)
    return line


def _small_bases(rows: pd.DataFrame) -> pd.DataFrame:
    """Where a base counts 1 to 4 somewhere, hide alike in all figures that rest on it.

    Their denominators are the same numbers: each shown by one figure is known in the others.
    """
    small = rows["denominator"].between(1, THRESHOLD - 1) & (rows["ditekan"] != SHOWN)
    together = rows["base"].isin(set(rows.loc[small, "base"]))
    keys = [rows["base"], rows["kode_wilayah"], rows["periode"]]
    somewhere = (rows["ditekan"] != SHOWN).groupby(keys).transform("any")
    lost = together & somewhere & (rows["ditekan"] == SHOWN)
    return rows.assign(ditekan=rows["ditekan"].mask(lost, FOR_ANOTHER))


def _masked(rows: pd.DataFrame) -> pd.DataFrame:
    """The counts that may be shown: NaN where hidden, and where nothing is known."""
    kept = (rows["ditekan"] == SHOWN) & (rows["unknown"] < rows["denominator"])
    names = dict(zip(SUMS[:2], COUNTS, strict=True))
    rows = rows.rename(columns=names)
    rows[COUNTS] = rows[COUNTS].astype(float).where(kept)
    return rows
