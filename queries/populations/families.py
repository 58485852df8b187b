"""Families and persons: when last updated, what is filled in, whether it hangs together."""

from sqlalchemy import CTE, ColumnElement, Select, case, func, select

from queries.indicator import Population, Snapshot
from queries.populations import ranking
from queries.populations.spelling import is_head, read_once
from register.schema import individu, keluarga, verval

SEEN = ("layak", "tidak layak")  # the family was met, so what is known of it is of that day
ITEMS = {
    "nama": individu.c.nama,
    "NIK": individu.c.nik,
    "tempat lahir": individu.c.tempat_lahir,
    "tanggal lahir": individu.c.tanggal_lahir,
    "jenis kelamin": individu.c.jenis_kelamin,
    "nama ibu kandung": individu.c.nama_ibu_kandung,
    "hubungan keluarga": individu.c.hubungan_keluarga,
}


def families(snapshot: Snapshot, *more: ColumnElement) -> Select:
    """kode_desa, terakhir, ada_anggota, one flag per mandatory item, anggota, kepala,
    hubungan_diketahui, desil_beda: one row per active family.

    `terakhir` is the later of the date in the file and the last visit that met the family; a
    visit that did not find it updates nothing. A flag is true when every active member has the
    item: nine items after the attributes that must be present (domain.md 1.4); status kawin is
    the tenth and no export so far carries it. `kepala` counts heads among the active members,
    `hubungan_diketahui` is true when the relation of every member is given. `more`: columns of
    `keluarga` besides.
    """
    visits, members, rank = _visits(snapshot), _members(snapshot), ranking.newest(snapshot)
    written = case(
        (
            keluarga.c.tanggal_pemutakhiran <= snapshot.tanggal_acuan,
            keluarga.c.tanggal_pemutakhiran,
        )
    )
    flags = {
        name: func.coalesce(members.c[f"isi_{place}"] == members.c.anggota, False)
        for place, name in enumerate(ITEMS)
    }
    flags["alamat"] = func.coalesce(members.c.alamat == members.c.anggota, False)
    flags["No KK"] = keluarga.c.no_kk.is_not(None)
    one = keluarga.c.keluarga_id
    joined = (
        keluarga.outerjoin(visits, one == visits.c.keluarga_id)
        .outerjoin(members, one == members.c.keluarga_id)
        .outerjoin(rank, one == rank.c.keluarga_id)
    )
    relations = members.c[f"isi_{list(ITEMS).index('hubungan keluarga')}"]
    return (
        select(
            keluarga.c.kode_desa,
            *more,
            func.greatest(written, visits.c.kunjungan).label("terakhir"),
            members.c.anggota.is_not(None).label("ada_anggota"),
            *[flag.label(name) for name, flag in flags.items()],
            func.coalesce(members.c.anggota, 0).label("anggota"),
            func.coalesce(members.c.kepala, 0).label("kepala"),
            func.coalesce(relations == members.c.anggota, False).label("hubungan_diketahui"),
            func.coalesce(rank.c.terendah < rank.c.tertinggi, False).label("desil_beda"),
        )
        .select_from(joined)
        .where(keluarga.c.periode == snapshot.periode, keluarga.c.aktif)
    )


def _visits(snapshot: Snapshot) -> CTE:
    return (
        select(verval.c.keluarga_id, func.max(verval.c.tanggal_kunjungan).label("kunjungan"))
        .where(verval.c.hasil.in_(SEEN), verval.c.tanggal_kunjungan <= snapshot.tanggal_acuan)
        .group_by(verval.c.keluarga_id)
        .cte("visits")
    )


def _members(snapshot: Snapshot) -> CTE:
    month = individu.c.periode == snapshot.periode
    head = read_once(is_head, individu.c.hubungan_keluarga, month)
    counts = [
        func.count(column).label(f"isi_{place}") for place, column in enumerate(ITEMS.values())
    ]
    return (
        select(
            individu.c.keluarga_id,
            func.count().label("anggota"),
            func.count().filter(individu.c.ada_alamat).label("alamat"),
            func.count().filter(head).label("kepala"),
            *counts,
        )
        .where(month, individu.c.aktif)
        .group_by(individu.c.keluarga_id)
        .cte("members")
    )


def people(snapshot: Snapshot, *more: ColumnElement) -> Select:
    """kode_desa, padan, tanggal_padan: one row per active person; `more`: columns of `individu`
    besides."""
    return select(individu.c.kode_desa, individu.c.padan, individu.c.tanggal_padan, *more).where(
        individu.c.periode == snapshot.periode, individu.c.aktif
    )


KELUARGA = Population("keluarga", "KK", families)
INDIVIDU = Population("individu", "jiwa", people)
