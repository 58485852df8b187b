"""Verval: families on a frozen target list, and families visited in a month."""

from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, false, func, select

from queries.indicator import Population, Snapshot
from queries.populations.spelling import CIVIL, bare, is_reason
from register.schema import sasaran_verval, verval

CIVIL_STATUS = "kependudukan"  # tidak layak because dead, moved away or doubled
CONTROL = "Kontrol: "  # a control list is a kegiatan of its own, named so after the one it checks
CONTROL_BEGINS = CONTROL.strip().lower()


def is_control(kegiatan: ColumnElement) -> ColumnElement[bool]:
    """True where a kegiatan is a control list, however it is capitalised; never NULL."""
    return func.coalesce(func.lower(kegiatan).startswith(CONTROL_BEGINS), false())


def outcome() -> ColumnElement:
    """layak, tidak layak, kependudukan or tidak ditemukan, of a row of verval.

    A visit that found the family dead, gone or written twice says nothing of its being poor:
    only the other reasons are "keluarga tidak layak" (indicators.md 1.3).
    """
    civil = and_(verval.c.hasil == "tidak layak", is_reason(verval.c.alasan, *CIVIL))
    return case((civil, CIVIL_STATUS), else_=verval.c.hasil)


def last_visits(begin: date, end: date) -> Select:
    """keluarga_id, kode_desa, hasil (of `outcome`), alasan, ke: `ke` 1 is the family's last visit
    of these days; of two on one day, the first by the alphabet of their results and reasons.

    Reasons by their letters alone: databases disagree about capitals.
    """
    day, reason = verval.c.tanggal_kunjungan, bare(verval.c.alasan)
    order = [day.desc(), verval.c.hasil, reason, verval.c.kode_desa]
    return select(
        verval.c.keluarga_id,
        verval.c.kode_desa,
        outcome().label("hasil"),
        verval.c.alasan,
        func.row_number().over(partition_by=verval.c.keluarga_id, order_by=order).label("ke"),
    ).where(verval.c.tanggal_kunjungan.between(begin, end))


def ever_eligible(until: date) -> Select:
    """keluarga_id: one row per family that some visit up to that day found layak."""
    found = and_(verval.c.hasil == "layak", verval.c.tanggal_kunjungan <= until)
    return select(verval.c.keluarga_id).where(found).distinct()


def visited(snapshot: Snapshot) -> Select:
    """kode_desa, hasil: one row per family visited in the month, with the last result of it."""
    visits = last_visits(snapshot.tanggal_acuan.replace(day=1), snapshot.tanggal_acuan).cte(
        "visits"
    )
    return select(visits.c.kode_desa, visits.c.hasil).where(visits.c.ke == 1)


def targets(snapshot: Snapshot) -> Select:
    """kode_desa, selesai_pada, hasil, ada_bukti: one row per family on the frozen target list.

    `selesai_pada` is the day of the first final result since the campaign began, up to the
    as-of date; `hasil` and `ada_bukti` are those of the last one.
    """
    return campaign_targets(snapshot.kegiatan or "", snapshot.tanggal_acuan)


def officer_days(kegiatan: str, until: date) -> Select:
    """kode_desa, tanggal, jumlah_petugas: how many officers gave a result of a target family that
    day; days on which no name was written are left out."""
    day = verval.c.tanggal_kunjungan
    return (
        select(
            sasaran_verval.c.kode_desa,
            day.label("tanggal"),
            func.count(verval.c.petugas.distinct()).label("jumlah_petugas"),
        )
        .join_from(sasaran_verval, verval, _of_campaign(kegiatan, until))
        .where(sasaran_verval.c.kegiatan == kegiatan, verval.c.petugas.is_not(None))
        .group_by(sasaran_verval.c.kode_desa, day)
        .order_by(sasaran_verval.c.kode_desa, day)
    )


def _of_campaign(kegiatan: str, until: date) -> ColumnElement:
    """Which visits count for a family on the list: from its first day, of this campaign or none.

    A visit without a kegiatan counts for any campaign, but not for a control list: that one asks
    what another officer found who was sent there.
    """
    named = verval.c.kegiatan
    if not kegiatan.lower().startswith(CONTROL_BEGINS):
        named = func.coalesce(verval.c.kegiatan, kegiatan)
    return and_(
        verval.c.keluarga_id == sasaran_verval.c.keluarga_id,
        verval.c.tanggal_kunjungan >= sasaran_verval.c.mulai,
        verval.c.tanggal_kunjungan <= until,
        named == kegiatan,
    )


def campaign_targets(kegiatan: str, until: date) -> Select:
    within = _of_campaign(kegiatan, until)
    one_family = {"partition_by": sasaran_verval.c.keluarga_id}
    last_first = [
        verval.c.tanggal_kunjungan.desc(),
        verval.c.hasil,
        verval.c.ada_bukti,
        sasaran_verval.c.kode_desa,
        bare(verval.c.alasan),
        bare(verval.c.petugas),
        verval.c.tanggal_unggah,
    ]
    ranked = (
        select(
            sasaran_verval.c.keluarga_id,
            sasaran_verval.c.kode_desa,
            func.min(verval.c.tanggal_kunjungan).over(**one_family).label("selesai_pada"),
            verval.c.hasil,
            verval.c.ada_bukti,
            verval.c.alasan,
            verval.c.petugas,
            verval.c.tanggal_kunjungan.label("kunjungan"),
            verval.c.tanggal_unggah.label("unggah"),
            verval.c.kode_desa.label("desa_kunjungan"),
            func.row_number().over(**one_family, order_by=last_first).label("ke"),
        )
        .join_from(sasaran_verval, verval, within, isouter=True)
        .where(sasaran_verval.c.kegiatan == kegiatan, sasaran_verval.c.mulai <= until)
        .subquery("ranked")
    )
    return select(*[column for column in ranked.c if column.name != "ke"]).where(ranked.c.ke == 1)


SASARAN = Population("sasaran", "KK", targets)
KUNJUNGAN = Population("kunjungan", "KK", visited)
