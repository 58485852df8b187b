"""Find the desa a file means: by its code, or by its names inside the kecamatan."""

import re
from difflib import get_close_matches

import duckdb
import pandas as pd
from sqlalchemy import Connection, select

from register.importers.format import ImportFailedError, slug
from register.schema import wilayah, wilayah_alias

PREFIX = r"^(kabupaten|kab\.?|kecamatan|kec\.|kelurahan|kel\.|desa)\s+"
WRITTEN = ["kode_wilayah", "kabupaten", "kecamatan", "desa"]  # what a row may say of its place
FOUND = ["kode_kecamatan", "kode_desa", "desa_menurut_nama"]


class DesaNeededError(ImportFailedError):
    """The file is of one desa and does not say which: whoever imports it must."""


def known(register: Connection) -> pd.DataFrame:
    """Return kode, kode_bps, nama, slug and, of its kecamatan, kode_kecamatan, bps_kecamatan,
    kecamatan, slug_kecamatan, slug_kabupaten.

    One row per spelling of a desa.
    """
    columns = ("kode", "nama", "kode_induk", "kode_bps")
    areas = pd.read_sql(select(*[wilayah.c[name] for name in columns]), register)
    aliases = pd.read_sql(select(wilayah_alias.c.kode, wilayah_alias.c.nama), register)
    spellings = pd.concat([areas[["kode", "nama"]], aliases])
    spellings["slug"] = spellings["nama"].map(area_slug)
    by_code = areas.set_index("kode")
    parents = by_code["kode_induk"]
    spellings["kode_bps"] = spellings["kode"].map(by_code["kode_bps"])
    spellings["kode_kecamatan"] = spellings["kode"].map(parents)
    names = {"nama": "kecamatan", "slug": "slug_kecamatan", "kode_bps": "bps_kecamatan"}
    kecamatan = spellings.drop(columns="kode_kecamatan").rename(
        columns={"kode": "kode_kecamatan", **names}
    )
    desa = spellings[spellings["kode"].str.count(r"\.") == 3]
    kabupaten = by_code["nama"].map(area_slug)
    desa = desa.assign(slug_kabupaten=desa["kode_kecamatan"].map(parents).map(kabupaten))
    return desa.merge(kecamatan, on="kode_kecamatan").drop_duplicates(
        ["kode", "slug_kecamatan", "slug"], ignore_index=True
    )


def area_slug(name: str) -> str:
    """Return an area's name as letters only, without "Desa", "Kec." and the like in front."""
    return slug(re.sub(PREFIX, "", name.strip().lower()))


def by_code(spellings: pd.DataFrame) -> pd.DataFrame:
    """Return teks (index), kode_kecamatan, kode_desa: every way of writing the code of an area.

    Kemendagri codes with and without their dots, and the BPS codes the list of areas has; none is
    made out of another. What would mean two areas is left out. kode_desa is empty for a kecamatan.
    """
    desa = spellings[["kode", "kode_bps", "kode_kecamatan"]].assign(kode_desa=spellings["kode"])
    kecamatan = spellings[["kode_kecamatan", "bps_kecamatan"]].rename(
        columns={"bps_kecamatan": "kode_bps"}
    )
    kecamatan = kecamatan.assign(kode=kecamatan["kode_kecamatan"], kode_desa=None)
    each = pd.concat([desa, kecamatan]).drop_duplicates()
    undotted = each["kode"].str.replace(".", "")
    ways = pd.concat([each.assign(teks=t) for t in (each["kode"], undotted, each["kode_bps"])])
    ways = ways.dropna(subset="teks")[["teks", "kode_kecamatan", "kode_desa"]].drop_duplicates()
    return ways.drop_duplicates("teks", keep=False).set_index("teks")


def given_desa(spellings: pd.DataFrame, kode: str) -> tuple[str, str]:
    """Return kode_kecamatan, kode_desa of a desa named by whoever imports.

    Raises ImportFailedError when the code is not that of a desa.
    """
    codes = by_code(spellings)
    if kode not in codes.index or codes["kode_desa"].isna()[kode]:
        raise ImportFailedError(f"Kode desa {kode} tidak ada dalam daftar wilayah.")
    return tuple(codes.loc[kode, ["kode_kecamatan", "kode_desa"]])


def resolve(
    workbench: duckdb.DuckDBPyConnection, spellings: pd.DataFrame, given: str | None = None
) -> None:
    """Fill table `daerah`: WRITTEN as the rows have it, and FOUND.

    A filled code decides, and an unknown one means nowhere; else the names do. With a desa
    `given` all rows are there. `desa_menurut_nama` is what the names alone mean.
    """
    pairs = workbench.table("isi").project(", ".join(WRITTEN)).distinct().df()
    found = _named(pairs, spellings).assign(desa_menurut_nama=lambda f: f["kode_desa"])
    coded = found["kode_wilayah"].notna()
    texts = found.loc[coded, "kode_wilayah"].astype(str).str.strip("' \"`")
    codes = by_code(spellings)
    for name in codes.columns:
        found.loc[coded, name] = texts.map(codes[name]).astype("str")  # no match: not floats
    if given:
        found[["kode_kecamatan", "kode_desa"]] = given_desa(spellings, given)
    found = found[WRITTEN + FOUND]
    workbench.register("temuan", found.astype("str").where(found.notna(), None))
    workbench.execute("CREATE TABLE daerah AS SELECT * FROM temuan")
    workbench.unregister("temuan")


def _named(pairs: pd.DataFrame, spellings: pd.DataFrame) -> pd.DataFrame:
    """Add kode_kecamatan and kode_desa by the names.

    A kecamatan of another kabupaten that only shares its name has no code. A file need not name
    the kabupaten.
    """
    pairs = pairs.assign(
        slug_kecamatan=pairs["kecamatan"].fillna("").map(area_slug),
        slug=pairs["desa"].fillna("").map(area_slug),
        written=pairs["kabupaten"].fillna("").map(area_slug),
    )
    kecamatan = spellings[["slug_kecamatan", "kode_kecamatan", "slug_kabupaten"]].drop_duplicates()
    found = pairs.merge(kecamatan, how="left")
    elsewhere = (found["written"] != "") & (found["written"] != found["slug_kabupaten"])
    found.loc[elsewhere, "kode_kecamatan"] = None
    found = found.sort_values("kode_kecamatan", na_position="last").drop_duplicates(WRITTEN)
    desa = spellings[["kode_kecamatan", "slug", "kode"]].drop_duplicates(["kode_kecamatan", "slug"])
    return found.merge(desa.rename(columns={"kode": "kode_desa"}), how="left")


def nearest(spellings: pd.DataFrame, kecamatan: str, desa: str) -> dict[str, str]:
    """Return up to three desa in that kecamatan that resemble the one written: name → code.

    The kecamatan is a name in any spelling, or its code.
    """
    same = spellings["slug_kecamatan"] == area_slug(kecamatan)
    inside = spellings[same | (spellings["kode_kecamatan"] == kecamatan)]
    by_slug = inside.drop_duplicates("slug").set_index("slug")
    found = get_close_matches(area_slug(desa), by_slug.index, n=3, cutoff=0.6)
    return {by_slug.at[s, "nama"]: by_slug.at[s, "kode"] for s in found}
