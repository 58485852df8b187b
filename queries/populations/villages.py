"""Desa: have they met, whom did they find, and how much do they propose?"""

from datetime import date

from sqlalchemy import CTE, Date, Select, func, literal, or_, select

from queries.indicator import Population, Snapshot
from queries.populations.windows import months_before
from register.schema import keluarga, musdes, usulan, wilayah

LONG_AGO = literal(date(1900, 1, 1), Date)
FAR_OFF = literal(date(9999, 12, 31), Date)


def _valid(snapshot: Snapshot):
    return (
        wilayah.c.tingkat.in_(("desa", "kelurahan")),
        func.coalesce(wilayah.c.berlaku_dari, LONG_AGO) <= snapshot.tanggal_acuan,
        func.coalesce(wilayah.c.berlaku_sampai, FAR_OFF) >= snapshot.tanggal_acuan,
    )


def villages(snapshot: Snapshot) -> Select:
    """kode_desa, bertemu, dengan_ba, terdaftar: one row per desa and kelurahan valid then.

    `terdaftar`: the desa stands on a musdes list of that month, with a meeting or without.
    """
    month_begins = snapshot.tanggal_acuan.replace(day=1)
    met = musdes.c.tanggal.between(month_begins, snapshot.tanggal_acuan)
    listed = (
        select(
            musdes.c.kode_desa,
            func.count().filter(met).label("pertemuan"),
            func.count().filter(met & musdes.c.ba_diunggah).label("ba"),
            func.count().filter(musdes.c.periode == snapshot.periode).label("baris"),
        )
        .group_by(musdes.c.kode_desa)
        .cte("listed")
    )
    return (
        select(
            wilayah.c.kode.label("kode_desa"),
            func.coalesce(listed.c.pertemuan > 0, False).label("bertemu"),
            func.coalesce(listed.c.ba > 0, False).label("dengan_ba"),
            func.coalesce(listed.c.baris > 0, False).label("terdaftar"),
        )
        .join_from(wilayah, listed, wilayah.c.kode == listed.c.kode_desa, isouter=True)
        .where(*_valid(snapshot))
    )


def finds(snapshot: Snapshot) -> Select:
    """kode_desa, keluarga, belum, menunggu, ditolak, ditetapkan, bulan_ini: one row per desa.

    `keluarga` are the active families registered; the others are families proposed as new that
    verval found layak in the 12 months up to the as-of date, by what has become of it since.
    """
    found, registered = _found(snapshot), _registered(snapshot)
    waits = ~found.c.ditetapkan & found.c.terbuka
    states = {
        "belum": ~found.c.ditetapkan,
        "menunggu": waits,
        "ditolak": ~found.c.ditetapkan & ~found.c.terbuka,
        "ditetapkan": found.c.ditetapkan,
        "bulan_ini": found.c.bulan_ini,
    }
    counts = (
        select(
            found.c.kode_desa,
            *[func.count().filter(where).label(name) for name, where in states.items()],
        )
        .group_by(found.c.kode_desa)
        .cte("counts")
    )
    kode = wilayah.c.kode
    return (
        select(
            kode.label("kode_desa"),
            func.coalesce(registered.c.keluarga, 0).label("keluarga"),
            *[func.coalesce(counts.c[name], 0).label(name) for name in states],
        )
        .select_from(
            wilayah.outerjoin(registered, kode == registered.c.kode_desa).outerjoin(
                counts, kode == counts.c.kode_desa
            )
        )
        .where(*_valid(snapshot))
    )


def _registered(snapshot: Snapshot) -> CTE:
    return (
        select(keluarga.c.kode_desa, func.count().label("keluarga"))
        .where(keluarga.c.periode == snapshot.periode, keluarga.c.aktif)
        .group_by(keluarga.c.kode_desa)
        .cte("registered")
    )


def proposed(snapshot: Snapshot) -> Select:
    """kode_desa, keluarga, terimpor, usulan and the parts of it: one row per desa.

    `terimpor`: the register holds a list of proposals of that month for the kabupaten. A list
    names only those who propose, so of a desa on none it says zero, of a kabupaten on none nothing.
    """
    counts, registered = _proposals(snapshot), _registered(snapshot)
    kode, imported = wilayah.c.kode, _listed(snapshot)
    return (
        select(
            kode.label("kode_desa"),
            func.coalesce(registered.c.keluarga, 0).label("keluarga"),
            imported.c.kabupaten.is_not(None).label("terimpor"),
            *[func.coalesce(counts.c[name], 0).label(name) for name in ("usulan", *PROPOSED)],
        )
        .select_from(
            wilayah.outerjoin(registered, kode == registered.c.kode_desa)
            .outerjoin(counts, kode == counts.c.kode_desa)
            .outerjoin(imported, func.substr(kode, 1, KABUPATEN) == imported.c.kabupaten)
        )
        .where(*_valid(snapshot))
    )


KABUPATEN = 5  # letters of a code that name its kabupaten
# Parts of the proposals of a month: column → which of them.
PROPOSED = {
    **{kind: usulan.c.jenis == kind for kind in ("baru", "hapus", "perbaikan")},
    "musdes": usulan.c.jalur == "musdes",
    "sptjm": usulan.c.jalur == "SPTJM",
    "usul": usulan.c.jalur == "Cek Bansos usul",
    "sanggah": usulan.c.jalur == "Cek Bansos sanggah",
    "tanpa_jalur": usulan.c.jalur.is_(None),
}


def _proposals(snapshot: Snapshot) -> CTE:
    return (
        select(
            usulan.c.kode_desa,
            func.count().label("usulan"),
            *[func.count().filter(where).label(name) for name, where in PROPOSED.items()],
        )
        .where(usulan.c.periode == snapshot.periode)
        .group_by(usulan.c.kode_desa)
        .cte("proposals")
    )


def _listed(snapshot: Snapshot) -> CTE:
    kabupaten = func.substr(usulan.c.kode_desa, 1, KABUPATEN).label("kabupaten")
    return select(kabupaten).where(usulan.c.periode == snapshot.periode).distinct().cte("imported")


def _found(snapshot: Snapshot) -> CTE:
    """kode_desa, ditetapkan, terbuka, bulan_ini: one row per family found layak.

    A family proposed for two programmes, or twice, is one find: taken in when one of its
    proposals is, and waiting while one of them is open.
    """
    as_of = snapshot.tanggal_acuan
    family = func.coalesce(usulan.c.no_kk, usulan.c.nik, usulan.c.usulan_id)
    decreed = func.coalesce(usulan.c.tanggal_ditetapkan <= as_of, False)
    refused = func.coalesce(usulan.c.tanggal_ditolak <= as_of, False)
    return (
        select(
            func.min(usulan.c.kode_desa).label("kode_desa"),
            func.bool_or(decreed).label("ditetapkan"),
            func.bool_or(~or_(decreed, refused)).label("terbuka"),
            func.bool_or(usulan.c.tanggal_verifikasi >= as_of.replace(day=1)).label("bulan_ini"),
        )
        .where(
            usulan.c.jenis == "baru",
            usulan.c.hasil_verifikasi == "layak",
            usulan.c.tanggal_verifikasi.between(months_before(as_of, 12), as_of),
        )
        .group_by(family)
        .cte("found")
    )


DESA = Population("desa", "desa", villages)
TEMUAN = Population("temuan", "KK", finds)
USULAN = Population("usulan", "KK", proposed)
