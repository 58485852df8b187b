"""How long citizens wait for an answer: reports by kind, channel and days, never what they say."""

from datetime import date

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Integer,
    Select,
    case,
    cast,
    func,
    literal,
    select,
)

from queries.populations.spelling import bare
from register.schema import laporan_warga

CEK_BANSOS, LAPOR, COUNTER, ELSEWHERE = CHANNELS = ("Cek Bansos", "SP4N-LAPOR", "loket", "lain")
KINDS = ("usul", "sanggah", "keluhan", "pertanyaan")
CLOSED = ("selesai", "ditolak")


def by_days(connection: Connection, as_of: date) -> pd.DataFrame:
    """Return the columns of table `jawaban_laporan`, as it stands on the as-of date.

    A report is answered on the day its list gives; one closed without a day is answered, and how
    long it took is not known. One listed again in a later month counts once, as last told.
    """
    return pd.read_sql(by_days_query(as_of), connection)


def by_days_query(as_of: date) -> Select:
    told = laporan_warga.c
    one = (told.laporan_id, told.tanggal, told.kode_desa)
    last = func.row_number().over(partition_by=one, order_by=told.periode.desc())
    rows = select(laporan_warga, last.label("ke")).where(told.tanggal <= as_of).cte("rows")
    c = rows.c
    undated = c.tanggal_jawab.is_(None) & c.status.in_(CLOSED)
    answered = func.coalesce(c.tanggal_jawab <= as_of, undated)
    until = case((c.tanggal_jawab <= as_of, c.tanggal_jawab), else_=literal(as_of, Date))
    # Closed without a day, or answered before it came: it has no length.
    days = case((~undated & (until >= c.tanggal), cast(until - c.tanggal, Integer)))
    counted = (
        select(
            func.substr(cast(c.tanggal, told.periode.type), 1, 7).label("kohort"),
            c.kode_desa,
            c.jenis,
            _channel(c.kanal).label("kanal"),
            days.label("hari"),
            answered.label("dijawab"),
        )
        .where(c.ke == 1)
        .cte("counted")
    )
    return (
        select(*counted.c, func.count().label("jumlah")).group_by(*counted.c).order_by(*counted.c)
    )


def _channel(written: ColumnElement) -> ColumnElement[str]:
    """The group of a channel as written; what is none of the known ones is told as such."""
    word = bare(written)
    return case(
        (word.contains("cekbansos"), CEK_BANSOS),
        (word.contains("sp4n") | (word == "lapor"), LAPOR),
        (word.contains("loket"), COUNTER),
        else_=ELSEWHERE,
    )
