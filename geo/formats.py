"""What an office brought, told by its content, and a copy of it that GDAL may open.

GDAL guesses: a GeoJSON that begins like a VRT is a VRT to it, and a VRT names other files and
addresses. So the kind is decided here, and GDAL sees files under names of our own in a folder of
our own, where nothing lies beside them.
"""

import re
import shutil
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from xml.parsers import expat

LARGEST = 300_000_000  # bytes unpacked: borders of all Indonesia are about that much
MEMBERS = 500  # files in a zip
DEPTH = 60  # elements of a KML in each other; Google Earth writes a dozen
ARCHIVES = (".zip", ".kmz", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".tar")
FOLLOWING = (".vrt", ".qgs", ".qgz")  # files that only say where others are
READ = (".geojson", ".json", ".topojson", ".kml", ".gpkg")
SHAPEFILE = {".shp": True, ".shx": True, ".dbf": True, ".prj": False, ".cpg": False}  # needed?
TAKEN = "GeoJSON, TopoJSON, GeoPackage, KML, KMZ, atau Shapefile dalam satu .zip"


class BordersError(ValueError):
    """The file cannot be used; the message says what, where and what to do."""


@dataclass(frozen=True)
class Source:
    """A copy to open: what it is and is called to people, GDAL's driver, and its address there."""

    format: str
    name: str
    driver: str
    address: str


def sources(path: Path, folder: Path) -> list[Source]:
    """What `path` holds, copied into the empty `folder`. BordersError if it is none of ours."""
    try:
        with path.open("rb") as file:
            head = file.read(64)
        if path.stat().st_size > LARGEST:
            raise BordersError(_too_large(path.name))
        if head.startswith(b"PK\x03\x04"):
            return _unzipped(path, folder)
        return [_plain(path, folder / "batas", path.name)]
    except OSError as error:
        raise BordersError(
            f"Berkas {path} tidak dapat dibuka ({error.strerror}). Periksa nama dan foldernya."
        ) from error


def _plain(path: Path, copy: Path, name: str) -> Source:
    """A single file, copied to `copy` with the ending of what it is."""
    with path.open("rb") as file:
        head = file.read(512)
    if head.startswith(b"SQLite format 3\x00"):
        return _geopackage(_copied(path, copy.with_suffix(".gpkg")), name)
    if head.startswith(b"\x00\x00\x27\x0a"):
        raise BordersError(
            f"{name} hanya sebagian dari sebuah Shapefile. Masukkan .shp, .shx, .dbf dan .prj "
            "ke dalam satu .zip, lalu pilih .zip itu."
        )
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{"):
        return _json(_copied(path, copy.with_suffix(".json")), name)
    if text.startswith(b"<") or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        _refuse_other_xml(path, name)
        return Source("KML", name, "LIBKML", str(_copied(path, copy.with_suffix(".kml"))))
    raise BordersError(
        f"Isi {name} bukan jenis berkas yang dibaca di sini. Ekspor lapisan batas desa dari QGIS "
        f"sebagai {TAKEN}."
    )


def _copied(path: Path, copy: Path) -> Path:
    return Path(shutil.copyfile(path, copy))


def _json(path: Path, name: str) -> Source:
    # The members of an object may stand in any order, so all of it is looked through.
    if re.search(rb'"type"\s*:\s*"Topology"', path.read_bytes()):
        return Source("TopoJSON", name, "TopoJSON", f"TopoJSON:{path}")
    return Source("GeoJSON", name, "GeoJSON", f"GeoJSON:{path}")


def _geopackage(path: Path, name: str) -> Source:
    """Virtual tables other than indexes may stand for files elsewhere."""
    query = "SELECT sql FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'"
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as base:
            virtual = [row[0] for row in base.execute(query)]
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise BordersError(
            f"GeoPackage {name} rusak ({error}). Simpan ulang lapisannya dari QGIS."
        ) from error
    if not all(re.search(r"\busing\s+(rtree|fts)", sql, re.IGNORECASE) for sql in virtual):
        raise BordersError(
            f"GeoPackage {name} berisi tabel yang menunjuk ke berkas lain; itu tidak dibaca. "
            "Ekspor lapisan batas desa saja ke GeoPackage baru."
        )
    return Source("GeoPackage", name, "GPKG", f"GPKG:{path}")


def _refuse_other_xml(path: Path, name: str) -> None:
    """Only a KML without a DOCTYPE: entities defined there can unfold to any size."""
    depth, roots = 0, []

    def doctype(*_: object) -> None:
        raise BordersError(
            f"{name} memakai DOCTYPE (entitas XML); itu tidak dibaca karena dapat membesar tanpa "
            "batas. Ekspor ulang dari QGIS atau Google Earth."
        )

    def begin(element: str, _: object) -> None:
        nonlocal depth
        depth += 1
        if not roots:
            roots.append(element.rpartition(":")[2])
        if depth > DEPTH:
            raise BordersError(
                f"{name} bersarang lebih dari {DEPTH} lapis; itu bukan KML biasa. Ekspor ulang "
                "dari QGIS."
            )

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    try:
        with path.open("rb") as file:
            parser.ParseFile(file)
    except (expat.ExpatError, UnicodeError, LookupError) as error:
        raise BordersError(
            f"{name} bukan KML yang utuh ({error}). Ekspor ulang dari QGIS atau Google Earth."
        ) from error
    if roots[0].lower() != "kml":
        raise BordersError(
            f"{name} adalah XML jenis lain (<{roots[0]:.40}>), bukan KML. Ekspor lapisan batas "
            f"desa sebagai {TAKEN}."
        )


def _unzipped(path: Path, folder: Path) -> list[Source]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if not _is_beside(m.filename)]
            for member in members:
                _refuse_member(member, path.name)
            if len(members) > MEMBERS or sum(m.file_size for m in members) > LARGEST:
                raise BordersError(_too_large(path.name))
            return _members(archive, members, folder, path.name)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zipfile.zlib.error) as error:
        raise BordersError(
            f"{path.name} rusak atau terpotong ({error}). Buat ulang zip-nya, lalu coba lagi."
        ) from error


def _is_beside(name: str) -> bool:
    """Folders, and what a Mac puts into its zips."""
    return name.endswith(("/", "\\")) or name.startswith("__MACOSX/")


def _refuse_member(member: zipfile.ZipInfo, archive: str) -> None:
    name = member.filename.replace("\\", "/")
    ending = PurePosixPath(name).suffix.lower()
    fault = None
    if name.startswith("/") or ".." in PurePosixPath(name).parts or ":" in name:
        fault = "namanya menunjuk ke luar zip"
    elif ending in ARCHIVES:
        fault = "itu arsip di dalam arsip"
    elif ending in FOLLOWING:
        fault = "itu hanya penunjuk ke berkas lain"
    elif member.flag_bits & 1:
        fault = "itu berkata sandi"
    if fault:
        raise BordersError(
            f"{archive} tidak dibaca: isi '{name[:80]}' ditolak karena {fault}. Buat zip baru yang "
            "berisi satu lapisan batas desa saja."
        )


def _members(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], folder: Path, name: str
) -> list[Source]:
    """Every Shapefile, and every single file of another kind."""
    by_name = {m.filename.lower(): m for m in members}
    found = []
    for number, (lower, member) in enumerate(sorted(by_name.items())):
        copy = folder / f"batas-{number}"
        if lower.endswith(".shp"):
            found.append(_shapefile(archive, by_name, member.filename, copy))
        elif lower.endswith(READ):
            _extracted(archive, member, copy)
            found.append(_plain(copy, copy, member.filename))
    if not found:
        raise BordersError(
            f"{name} tidak berisi batas desa ({len(members)} berkas di dalamnya). Isinya harus "
            "Shapefile (.shp, .shx, .dbf, .prj), GeoJSON, GeoPackage atau KML."
        )
    return found


def _shapefile(
    archive: zipfile.ZipFile, by_name: dict[str, zipfile.ZipInfo], name: str, copy: Path
) -> Source:
    stem = name[: -len(".shp")]
    for ending, is_needed in SHAPEFILE.items():
        member = by_name.get(stem.lower() + ending)
        if member:
            _extracted(archive, member, copy.with_suffix(ending))
        elif is_needed:
            raise BordersError(
                f"Shapefile {name} tidak lengkap: {stem}{ending} tidak ada di dalam zip. "
                "Masukkan .shp, .shx, .dbf dan .prj bersama-sama."
            )
    return Source("Shapefile", name, "ESRI Shapefile", str(copy.with_suffix(".shp")))


def _extracted(archive: zipfile.ZipFile, member: zipfile.ZipInfo, copy: Path) -> None:
    with archive.open(member) as inside, copy.open("wb") as out:
        shutil.copyfileobj(inside, out)


def _too_large(name: str) -> str:
    return (
        f"{name} terlalu besar: lebih dari {LARGEST // 1_000_000} MB setelah dibuka, atau lebih "
        f"dari {MEMBERS} berkas. Ekspor hanya desa di kabupaten ini, lalu coba lagi."
    )
