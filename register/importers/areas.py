"""Find the desa a file means by its names: inside the kecamatan, in any known spelling."""

import re
from difflib import get_close_matches

import duckdb
import pandas as pd
from sqlalchemy import Connection, select

from register.importers.format import slug
from register.schema import wilayah, wilayah_alias

PREFIX = r"^(kabupaten|kab\.?|kecamatan|kec\.|kelurahan|kel\.|desa)\s+"


def known(register: Connection) -> pd.DataFrame:
    """Return kode, nama, kecamatan, slug, slug_kecamatan, slug_kabupaten.

    One row per spelling of a desa.
    """
    areas = pd.read_sql(select(wilayah.c.kode, wilayah.c.nama, wilayah.c.kode_induk), register)
    aliases = pd.read_sql(select(wilayah_alias.c.kode, wilayah_alias.c.nama), register)
    spellings = pd.concat([areas[["kode", "nama"]], aliases])
    spellings["slug"] = spellings["nama"].map(area_slug)
    parents = areas.set_index("kode")["kode_induk"]
    spellings["kode_kecamatan"] = spellings["kode"].map(parents)
    kecamatan = spellings[["kode", "nama", "slug"]].rename(
        columns={"kode": "kode_kecamatan", "nama": "kecamatan", "slug": "slug_kecamatan"}
    )
    desa = spellings[spellings["kode"].str.count(r"\.") == 3]
    kabupaten = areas.set_index("kode")["nama"].map(area_slug)
    desa = desa.assign(slug_kabupaten=desa["kode_kecamatan"].map(parents).map(kabupaten))
    return desa.merge(kecamatan, on="kode_kecamatan").drop_duplicates(
        ["slug_kecamatan", "slug"], ignore_index=True
    )


def area_slug(name: str) -> str:
    """Return an area's name as letters only, without "Desa", "Kec." and the like in front."""
    return slug(re.sub(PREFIX, "", name.strip().lower()))


def resolve(workbench: duckdb.DuckDBPyConnection, spellings: pd.DataFrame) -> None:
    """Fill table `daerah`: kabupaten, kecamatan, desa as written, kode_kecamatan, kode_desa.

    A kecamatan of another kabupaten that only shares its name has no code. A file need not name
    the kabupaten.
    """
    pairs = workbench.execute("SELECT DISTINCT kabupaten, kecamatan, desa FROM isi").df()
    pairs["slug_kecamatan"] = pairs["kecamatan"].fillna("").map(area_slug)
    pairs["slug"] = pairs["desa"].fillna("").map(area_slug)
    kecamatan = spellings[["slug_kecamatan", "kode_kecamatan", "slug_kabupaten"]]
    kecamatan = kecamatan.drop_duplicates("slug_kecamatan")
    desa = spellings[["slug_kecamatan", "slug", "kode"]].rename(columns={"kode": "kode_desa"})
    found = pairs.merge(kecamatan, how="left").merge(desa, how="left")
    written = found["kabupaten"].fillna("").map(area_slug)
    elsewhere = (written != "") & (written != found["slug_kabupaten"])
    found.loc[elsewhere, ["kode_kecamatan", "kode_desa"]] = None
    found = found[["kabupaten", "kecamatan", "desa", "kode_kecamatan", "kode_desa"]]
    workbench.register("temuan", found.astype("str").where(found.notna(), None))
    workbench.execute("CREATE TABLE daerah AS SELECT * FROM temuan")
    workbench.unregister("temuan")


def nearest(spellings: pd.DataFrame, kecamatan: str, desa: str) -> list[str]:
    """Return up to three names of desa in that kecamatan that resemble the one written."""
    inside = spellings[spellings["slug_kecamatan"] == area_slug(kecamatan)]
    names = dict(zip(inside["slug"], inside["nama"], strict=True))
    return [names[s] for s in get_close_matches(area_slug(desa), names, n=3, cutoff=0.6)]
