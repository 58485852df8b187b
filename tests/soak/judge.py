"""Whether one file, sound or not, ended as it may: an import, or a refusal that left no trace."""

import re
import traceback
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Engine, create_engine, func, select, union_all

from register import facts, load
from register.importers.format import ImportFailedError
from register.schema import metadata, muatan
from tests.soak.mutations import Mutated, mutated

TODAY = date(2026, 11, 2)
PERIODES = ("2019-10", "2025-06", "2026-07", "2026-09", "2026-10")
DESA = "33.28.02.2001"
FILES_A_REGISTER = 40
NUMBER = re.compile(r"\d{15,}")


@dataclass(frozen=True)
class Verdict:
    """`fault` is None when all is well. `outcome`: imported, refused or fault."""

    number: int
    told: str
    outcome: str
    fault: str | None = None


class Judge:
    """Loads one file after another into a register, begun anew now and then."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._loaded = folder, 0
        self._register = self._new()

    def _new(self) -> Engine:
        register = create_engine("duckdb:///:memory:")
        facts.prepare(register)
        return register

    def judge(self, number: int) -> Verdict:
        """Make mutated file `number`, load it, and look at what is left of it."""
        if self._loaded >= FILES_A_REGISTER:
            self._register.dispose()
            self._register, self._loaded = self._new(), 0
        made = mutated(number, self._folder)
        self._loaded += 1
        try:
            outcome = self._look(made, PERIODES[number % len(PERIODES)])
        except Exception:  # whatever it is: it should have been a sentence
            return Verdict(number, made.told, "fault", traceback.format_exc())
        made.path.unlink()
        return Verdict(number, made.told, *outcome)

    def _look(self, made: Mutated, periode: str) -> tuple[str, str | None]:
        before = state(self._register)
        try:
            candidate = load.prepare(self._register, made.path, periode, kode_desa=DESA)
            done = load.put(self._register, candidate, TODAY)
        except ImportFailedError as error:
            if state(self._register) != before:
                return "fault", f"refused, yet the register has changed: {error}"
            if NUMBER.search(str(error)) or "\n" in str(error):
                return "fault", f"the refusal quotes the file: {error}"
            return "refused", None
        if done.already:
            return "imported", None
        screened = candidate.screened
        told = screened.taken + len(screened.rejects) + done.waiting + screened.skipped
        least, most = made.rows or (told, told)
        if not least <= told <= most:
            return "fault", f"{told} rows told of, {least} to {most} in the file"
        return "imported", None


def state(register: Engine) -> list:
    """Return the number of rows of every table, and the whole ledger."""
    counts = union_all(
        *[
            select(func.count(), func.cast(table.name, muatan.c.format.type)).select_from(table)
            for table in metadata.sorted_tables
        ]
    )
    with register.connect() as connection:
        ledger = connection.execute(select(muatan).order_by(muatan.c.muatan_id))
        return [*sorted(map(tuple, connection.execute(counts))), *map(tuple, ledger)]
