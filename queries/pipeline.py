"""Proposals by the stage they have reached, as it was known on a day, and how long they lie there.

What has happened by a day is told by the dates up to it; the stage a file names without a date
tells nothing of an earlier day, so it counts for the newest month alone.
"""

from datetime import date

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
)

from queries.indicator import Snapshot
from queries.populations.spelling import reason_group, refusal_reasons
from queries.populations.windows import months_before
from register.schema import STAGES, usulan

DRAFT, MUSDES, HANDED_IN, VERIFIED, APPROVED, RATIFIED, PROCESSED, DECREED, RETURNED, REFUSED = (
    STAGES
)
UNTOLD = "belum diketahui"  # the file gives neither stage nor date
OPEN = (DRAFT, MUSDES, HANDED_IN, VERIFIED, APPROVED, RATIFIED, PROCESSED, UNTOLD)
# A proposal sent back is with the desa again: nothing goes on until it is handed in anew.
CLOSED = (DECREED, RETURNED, REFUSED)
STEPS = {
    MUSDES: usulan.c.tanggal_musdes,
    HANDED_IN: usulan.c.tanggal_diajukan,
    VERIFIED: usulan.c.tanggal_verifikasi,
    APPROVED: usulan.c.tanggal_disetujui,
    RATIFIED: usulan.c.tanggal_disahkan,
    PROCESSED: usulan.c.tanggal_diproses,
    DECREED: usulan.c.tanggal_ditetapkan,
}
REFUSAL = usulan.c.tanggal_ditolak
AGES = {"0-30": "≤ 30 hari", "31-90": "31–90 hari", "91+": "> 90 hari", "tanpa": "tanpa tanggal"}
DECIDED_MONTHS = 12  # how long one that is decided is told of


def by_stage(connection: Connection, snapshot: Snapshot, *, newest: bool) -> pd.DataFrame:
    """Return the columns of table `alur_usulan` of a month: proposals by desa, stage and age.

    Those open on the as-of date whatever their age, and those decided in the 12 months up to it.
    """
    return pd.read_sql(by_stage_query(snapshot, newest=newest), connection).assign(
        periode=snapshot.periode
    )


def by_stage_query(snapshot: Snapshot, *, newest: bool) -> Select:
    as_of = snapshot.tanggal_acuan
    stage = _stage(as_of, newest=newest)
    rows = (
        select(
            usulan.c.kode_desa,
            usulan.c.jenis,
            func.coalesce(usulan.c.jalur, "").label("jalur"),
            stage.label("tahap"),
            _reached(stage, as_of).label("sejak"),
            usulan.c.periode,
            reason_group(usulan.c.alasan, refusal_reasons()).label("golongan"),
        )
        .where(_there(snapshot))
        .cte("rows")
    )
    days, begin = literal(as_of, Date) - rows.c.sejak, months_before(as_of, DECIDED_MONTHS)
    age = case((days <= 30, "0-30"), (days <= 90, "31-90"), (days > 90, "91+"), else_="tanpa")
    out = rows.c.tahap.in_((RETURNED, REFUSED))
    keys = [
        *[rows.c[name] for name in ("kode_desa", "jenis", "jalur", "tahap")],
        age.label("umur"),
        case((out, rows.c.golongan), else_="").label("alasan"),
    ]
    lately = func.coalesce(rows.c.sejak >= begin, rows.c.periode >= f"{begin:%Y-%m}")
    counted = select(*keys).where(or_(rows.c.tahap.in_(OPEN), lately)).cte("counted")
    return (
        select(*counted.c, func.count().label("jumlah")).group_by(*counted.c).order_by(*counted.c)
    )


def _there(snapshot: Snapshot) -> ColumnElement[bool]:
    """Proposals that had begun by the day; without a date of that, those of lists up to then."""
    begin = func.coalesce(usulan.c.tanggal_musdes, usulan.c.tanggal_diajukan)
    listed = usulan.c.periode <= snapshot.periode
    return func.coalesce(begin <= snapshot.tanggal_acuan, listed)


def _stage(as_of: date, *, newest: bool) -> ColumnElement[str]:
    """The stage by the dates up to a day: out where the refusal is the last of them.

    One that went on after it had been sent back, not refused; so had one whose file says so.
    """
    dates = [*STEPS.values(), REFUSAL]
    latest = func.greatest(*[_by(column, as_of) for column in STEPS.values()])
    refused = _by(REFUSAL, as_of)
    for_good = func.coalesce(usulan.c.tahap == REFUSED, usulan.c.tahap.is_(None))
    by_dates = case(
        (and_(refused >= func.coalesce(latest, refused), for_good), REFUSED),
        (refused >= func.coalesce(latest, refused), RETURNED),
        *[(STEPS[name] <= as_of, name) for name in reversed(STEPS)],
        (or_(*[column.is_not(None) for column in dates]), DRAFT),
        else_=UNTOLD,
    )
    if not newest:
        return by_dates
    # Where nothing in the row is later than the day, the stage it names holds on that day.
    is_past = func.coalesce(func.greatest(*dates) <= as_of, True)
    return case((and_(is_past, usulan.c.tahap.is_not(None)), usulan.c.tahap), else_=by_dates)


def _reached(stage: ColumnElement[str], as_of: date) -> ColumnElement[date]:
    """The day the stage was reached; NULL where no date up to the day says so."""
    days = [(stage == name, _by(column, as_of)) for name, column in STEPS.items()]
    return case(*days, (stage.in_((RETURNED, REFUSED)), _by(REFUSAL, as_of)))


def _by(column: ColumnElement, as_of: date) -> ColumnElement:
    return case((column <= as_of, column))
