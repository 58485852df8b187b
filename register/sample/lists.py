"""The sample's other lists: reports of citizens, BLT-DD, and the recap of one desa."""

import numpy as np
import pyarrow as pa

from register.progress import number
from register.sample.families import pick
from register.sample.files import headings
from register.sample.months import NO_DAY, weekday_after
from register.sample.musdes import ROMAN
from register.sample.planted import OVER_FULL
from register.sample.simulation import Simulation

REPORTS = 0.0012  # per family inside or proposed, per month
CHANNELS, CHANNEL_SHARES = ("Cek Bansos", "SP4N-LAPOR", "Loket Dinsos"), (0.55, 0.2, 0.25)
KINDS = ("usul", "sanggah", "keluhan", "pertanyaan")
TEXTS = (
    "Keluarga ini belum terdaftar padahal tidak mampu.",
    "Penerima ini sudah mampu.",
    "Bantuan bulan ini belum diterima.",
    "Bagaimana cara mengusulkan keluarga?",
)
PROGRAMMES = ("PKH", "BPNT", "PBI-JK", "")
ANSWER_DAYS = 14  # days until a report is answered, on average
REFUSED = 0.12  # of answered reports
BLT_DD_MONTHS, BLT_DD_AMOUNT = "12", "300000"  # Rp 300.000 a month (domain.md 1.6)


def reports(chance: np.random.Generator, simulation: Simulation, month: int) -> pa.Table:
    """Return the reports of a month: the poor ask to come in, others are objected to."""
    family, calendar = simulation.family, simulation.calendar
    number = max(12, round(REPORTS * len(family)))
    of = np.sort(chance.choice(len(family), number, replace=False))
    inside = ((family["dari"] <= month) & (month <= family["sampai"])).to_numpy()[of]
    poor = simulation.welfare.is_poor(month)[of]
    odd = chance.random(number)
    kind = np.select([odd < 0.25, odd < 0.35, ~inside], [2, 3, 0], np.where(poor, 2, 1))
    first = calendar.first_day if month == 0 else calendar.ends[month - 1] + 1
    day = chance.integers(first, calendar.ends[month] + 1, number)
    answered = weekday_after(day + 1 + chance.exponential(ANSWER_DAYS, number).astype(int))
    answered = np.where(answered <= calendar.last_day, answered, NO_DAY)
    begun = chance.random(number) < 0.6
    refused = chance.random(number) < REFUSED
    status = np.select([answered == NO_DAY, refused], [begun, 3], 2)
    of_month = calendar.months[month].strftime("%Y%m")
    columns = [
        pa.array([f"CONTOH/LAP/{of_month}/{i:04}" for i in range(1, number + 1)]),
        calendar.cells(day),
        *_place(simulation, of),
        pick(CHANNELS, chance.choice(len(CHANNELS), number, p=CHANNEL_SHARES)),
        pick(KINDS, kind),
        pick(PROGRAMMES, chance.integers(0, len(PROGRAMMES), number)),
        simulation.people.of_heads("NIK", of),
        pick(TEXTS, kind),
        pick(["baru", "diproses", "selesai", "ditolak"], status),
        calendar.cells(answered),
    ]
    return pa.table(columns, headings("laporan"))


def blt_dd(chance: np.random.Generator, simulation: Simulation, month: int) -> pa.Table:
    """Return the families the desa pay from their Dana Desa, as the year's musdesus decided."""
    family, period = simulation.family, simulation.calendar.months[month]
    of = simulation.programmes.blt_dd
    held = (family["dari"] <= month) & (month <= family["sampai"])
    of = of[held.to_numpy()[of]]
    place = family["desa"].to_numpy()[of]
    decided = [f"{1 + i % 28:02}/01/{period.year}" for i in range(len(simulation.desa))]
    number = [f"CONTOH/BLT/{i:03}/{ROMAN[0]}/{period.year}" for i in range(1, len(decided) + 1)]
    columns = [
        *_place(simulation, of),
        *[simulation.people.of_heads(heading, of) for heading in ("NOKK", "NIK", "NAMA")],
        pick(decided, place),
        pick(number, place),
        pa.repeat(BLT_DD_MONTHS, len(of)),
        pa.repeat(BLT_DD_AMOUNT, len(of)),
    ]
    return pa.table(columns, headings("bltdd"))


def recap_sums(simulation: Simulation) -> tuple[int, int]:
    """Return numerator and denominator of the desa whose recap has the wrong denominator."""
    family, month = simulation.family, simulation.newest
    held = (family["dari"] <= month) & (month <= family["sampai"])
    registered = int((held & (family["desa"] == simulation.planted.over_full)).sum())
    return int(np.ceil(OVER_FULL * registered)), registered


def recap(simulation: Simulation) -> pa.Table:
    """Return the recap (format `agregat`) that this desa sends in place of its export."""
    desa = simulation.desa.iloc[simulation.planted.over_full]
    updated, registered = recap_sums(simulation)
    cells = [
        desa["kode"],
        desa["kecamatan"].upper(),
        desa["nama"].upper(),
        "I1",
        number(int(updated)),
        number(int(registered)),
        "0",
        "CONTOH: rekap operator desa",
    ]
    return pa.table([pa.array([cell]) for cell in cells], headings("agregat"))


def _place(simulation: Simulation, of: np.ndarray) -> list[pa.Array]:
    place = simulation.family["desa"].to_numpy()[of]
    desa = simulation.desa
    return [pick(desa[name].str.upper(), place) for name in ("kecamatan", "nama")]
