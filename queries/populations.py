"""What can be counted in a register: families, persons, items filled, targets, desa."""

from datetime import date

from sqlalchemy import Date, Select, and_, case, func, literal, select

from queries.indicator import Population, Snapshot
from register.schema import individu, keluarga, musdes, sasaran_verval, verval, wilayah

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


def families(snapshot: Snapshot) -> Select:
    """kode_desa, terakhir: one row per active family, with its last substantive update.

    That is the later of the date in the file and the last visit that met the family. A visit
    that did not find it updates nothing.
    """
    visits = (
        select(verval.c.keluarga_id, func.max(verval.c.tanggal_kunjungan).label("kunjungan"))
        .where(verval.c.hasil.in_(SEEN), verval.c.tanggal_kunjungan <= snapshot.tanggal_acuan)
        .group_by(verval.c.keluarga_id)
        .cte("visits")
    )
    written = case(
        (
            keluarga.c.tanggal_pemutakhiran <= snapshot.tanggal_acuan,
            keluarga.c.tanggal_pemutakhiran,
        )
    )
    return (
        select(keluarga.c.kode_desa, func.greatest(written, visits.c.kunjungan).label("terakhir"))
        .join_from(keluarga, visits, keluarga.c.keluarga_id == visits.c.keluarga_id, isouter=True)
        .where(keluarga.c.periode == snapshot.periode, keluarga.c.aktif)
    )


def people(snapshot: Snapshot) -> Select:
    """kode_desa, padan: one row per active person."""
    return select(individu.c.kode_desa, individu.c.padan).where(
        individu.c.periode == snapshot.periode, individu.c.aktif
    )


def filled(snapshot: Snapshot) -> Select:
    """kode_desa, ada_anggota and one flag per mandatory item: one row per active family.

    A flag is true when every active member has the item. Nine items after the attributes that
    must be present (domain.md 1.4); status kawin is the tenth and no export so far carries it.
    """
    counts = {
        name: func.count(column).label(f"isi_{place}")
        for place, (name, column) in enumerate(ITEMS.items())
    }
    members = (
        select(
            individu.c.keluarga_id,
            func.count().label("anggota"),
            func.count().filter(individu.c.ada_alamat).label("alamat"),
            *counts.values(),
        )
        .where(individu.c.periode == snapshot.periode, individu.c.aktif)
        .group_by(individu.c.keluarga_id)
        .cte("members")
    )
    flags = {
        name: func.coalesce(members.c[count.name] == members.c.anggota, False)
        for name, count in counts.items()
    }
    flags["alamat"] = func.coalesce(members.c.alamat == members.c.anggota, False)
    flags["No KK"] = keluarga.c.no_kk.is_not(None)
    return (
        select(
            keluarga.c.kode_desa,
            members.c.anggota.is_not(None).label("ada_anggota"),
            *[flag.label(name) for name, flag in flags.items()],
        )
        .join_from(keluarga, members, keluarga.c.keluarga_id == members.c.keluarga_id, isouter=True)
        .where(keluarga.c.periode == snapshot.periode, keluarga.c.aktif)
    )


def targets(snapshot: Snapshot) -> Select:
    """kode_desa, selesai_pada, hasil, ada_bukti: one row per family on the frozen target list.

    `selesai_pada` is the day of the first final result since the campaign began, up to the
    as-of date; `hasil` and `ada_bukti` are those of the last one.
    """
    return campaign_targets(snapshot.kegiatan or "", snapshot.tanggal_acuan)


def campaign_targets(kegiatan: str, until: date) -> Select:
    within = and_(
        verval.c.keluarga_id == sasaran_verval.c.keluarga_id,
        verval.c.tanggal_kunjungan >= sasaran_verval.c.mulai,
        verval.c.tanggal_kunjungan <= until,
        func.coalesce(verval.c.kegiatan, kegiatan) == kegiatan,
    )
    one_family = {"partition_by": sasaran_verval.c.keluarga_id}
    last_first = [
        verval.c.tanggal_kunjungan.desc(),
        verval.c.hasil,
        verval.c.ada_bukti,
        sasaran_verval.c.kode_desa,
    ]
    ranked = (
        select(
            sasaran_verval.c.kode_desa,
            func.min(verval.c.tanggal_kunjungan).over(**one_family).label("selesai_pada"),
            verval.c.hasil,
            verval.c.ada_bukti,
            func.row_number().over(**one_family, order_by=last_first).label("ke"),
        )
        .join_from(sasaran_verval, verval, within, isouter=True)
        .where(sasaran_verval.c.kegiatan == kegiatan, sasaran_verval.c.mulai <= until)
        .cte("ranked")
    )
    return select(
        ranked.c.kode_desa, ranked.c.selesai_pada, ranked.c.hasil, ranked.c.ada_bukti
    ).where(ranked.c.ke == 1)


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
        .where(
            wilayah.c.tingkat.in_(("desa", "kelurahan")),
            func.coalesce(wilayah.c.berlaku_dari, LONG_AGO) <= snapshot.tanggal_acuan,
            func.coalesce(wilayah.c.berlaku_sampai, FAR_OFF) >= snapshot.tanggal_acuan,
        )
    )


LONG_AGO = literal(date(1900, 1, 1), Date)
FAR_OFF = literal(date(9999, 12, 31), Date)

KELUARGA = Population("keluarga", "KK", families)
INDIVIDU = Population("individu", "jiwa", people)
ISIAN = Population("isian", "KK", filled)
SASARAN = Population("sasaran", "KK", targets)
DESA = Population("desa", "desa", villages)
