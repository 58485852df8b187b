"""Programmes that an earlier file told and this one does not: mostly a heading renamed."""

from dataclasses import replace

import duckdb
import pandas as pd
from sqlalchemy import Connection, Row, func, select

from register import ledger
from register.importers.format import Context, Format
from register.importers.screening import NOTE_COLUMNS, Screened, sound, sql
from register.progress import number
from register.schema import kepesertaan, muatan


def noted(
    connection: Connection,
    workbench: duckdb.DuckDBPyConnection,
    form: Format,
    periode: str,
    screened: Screened,
) -> Screened:
    """Return the same with a note for each programme of which the file names no member.

    Compared with the last load of this format that brought members in the file's desa, in this
    periode or an earlier one. A mended file holds a few rows only: it gets no note.
    """
    fills = {fill.table for fill in form.fills}
    if kepesertaan not in fills or screened.mended or not screened.kode_desa:
        return screened
    before = _before(connection, form, periode, screened.kode_desa)
    rows = form.rows(sound(workbench), Context(periode, 0))[kepesertaan].subquery()
    told = workbench.execute(sql(select(rows.c.program).distinct())).fetchall() if before else []
    notes = [
        (
            row.program,
            f"tidak ada satu pun; muatan {row.muatan_id} membawa {number(row.jumlah)}",
            0,
            "",
        )
        for row in before
        if (row.program,) not in told
    ]
    more = pd.DataFrame(notes, columns=NOTE_COLUMNS)
    both = pd.concat([screened.notes, more], ignore_index=True) if notes else screened.notes
    return replace(screened, notes=both)


def _before(connection: Connection, form: Format, periode: str, desa: list[str]) -> list[Row]:
    """Return program, muatan_id and jumlah of that last load."""
    here = kepesertaan.c.kode_desa.in_(desa)
    last = (
        select(muatan.c.muatan_id)
        .join(kepesertaan, kepesertaan.c.muatan_id == muatan.c.muatan_id)
        .where(
            muatan.c.format == form.code,
            muatan.c.periode <= periode,
            ~muatan.c.perbaikan,
            ledger.KEPT,
            here,
        )
        .order_by(muatan.c.periode.desc(), muatan.c.muatan_id.desc())
        .limit(1)
    )
    counts = (
        select(kepesertaan.c.program, kepesertaan.c.muatan_id, func.count().label("jumlah"))
        .where(kepesertaan.c.muatan_id == last.scalar_subquery(), here)
        .group_by(kepesertaan.c.program, kepesertaan.c.muatan_id)
        .order_by(kepesertaan.c.program)
    )
    return connection.execute(counts).all()
