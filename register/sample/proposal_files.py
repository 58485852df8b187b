"""The files of the sample's usulan: upload template, answers, and the monthly recap by stage."""

import numpy as np
import pandas as pd
import pyarrow as pa

from register.sample.families import pick
from register.sample.files import headings
from register.sample.months import NO_DAY
from register.sample.proposals import (
    APPROVED,
    BY_DINSOS,
    BY_KEMENSOS,
    CHANNELS,
    DECREED,
    KINDS,
    NEW,
    PROCESSED,
    PROGRAMMES,
    REMOVAL,
    SENT_BACK,
    VERIFIED,
)
from register.sample.simulation import Simulation

REASONS = {  # why a proposal is refused or sent back; invented
    BY_DINSOS: ("Mampu", "Alamat tidak ditemukan", "Sudah terdaftar"),
    SENT_BACK: ("Berita acara belum lengkap", "Foto rumah tidak jelas"),
    BY_KEMENSOS: ("NIK tidak padan", "Kuota penuh", "Desil di luar batas"),
}
MARRIAGE = ("KAWIN", "BELUM KAWIN", "CERAI MATI")
DISABLED, DISABILITIES = 0.02, ("PDFSK", "PDINT", "PDMTL", "PDSNS")


def stages(simulation: Simulation, month: int) -> pa.Table:
    """Return the recap of the proposals of a month, as they stand when the months end."""
    proposals, calendar = simulation.proposals, simulation.calendar
    days, refused, stage = proposals.shown(calendar.last_day)
    at = np.flatnonzero(proposals.rows["kohort"] == month)
    rows, days, refused = proposals.rows.iloc[at], days[at], refused[at]
    verified = days[:, VERIFIED] != NO_DAY
    agreed = rows["nasib"] != BY_DINSOS  # who is to be removed was found tidak layak
    fit = (agreed ^ (rows["jenis"] == REMOVAL)).to_numpy()
    outcome = np.where(verified, np.where(fit, 0, 1), 2)
    texts = _who(simulation, rows)
    dates = [calendar.cells(days[:, i]) for i in range(DECREED + 1)]
    columns = [
        *[texts[name] for name in ("KECAMATAN", "DESA/KELUARAHAN", "NIK", "NOKK", "NAMA")],
        pick(PROGRAMMES, rows["program"]),
        pick(KINDS, rows["jenis"]),
        pick(CHANNELS, rows["jalur"]),
        *dates[: VERIFIED + 1],
        pick(["Layak", "Tidak Layak", ""], outcome),
        *dates[APPROVED:],
        calendar.cells(refused),
        pa.array(stage[at].tolist()),
        pa.array(_reasons(rows, refused)),
    ]
    return pa.table(columns, headings("usulan_tahap"))


def _reasons(rows: pd.DataFrame, refused: np.ndarray) -> list[str]:
    texts = zip(rows["nasib"], rows["keluarga"], refused, strict=True)
    return [
        REASONS[fate][family % len(REASONS[fate])] if day != NO_DAY else ""
        for fate, family, day in texts
    ]


def _who(simulation: Simulation, rows: pd.DataFrame) -> dict[str, pa.Array]:
    """Return the sound texts of the persons proposed, those of the head where a family is."""
    head = simulation.people.head[rows["keluarga"]]
    who = np.where(rows["orang"] < 0, head, rows["orang"])
    return {name: text.take(pa.array(who)) for name, text in simulation.people.sound.items()}


def upload(chance: np.random.Generator, simulation: Simulation, month: int) -> pa.Table:
    """Return the upload template of a month: who was proposed as new."""
    proposals = simulation.proposals.rows
    rows = proposals[(proposals["kohort"] == month) & (proposals["jenis"] == NEW)]
    texts, empty = _who(simulation, rows), pa.repeat("", len(rows))
    disabled = chance.random(len(rows)) < DISABLED
    kind = np.where(disabled, chance.integers(0, len(DISABILITIES), len(rows)), len(DISABILITIES))
    columns = {
        **{name: texts[name] for name in ("NIK", "NOKK", "NAMA", "TEMPAT LAHIR", "TANGGAL LAHIR")},
        **{name: texts[name] for name in ("JENIS KELAMIN", "ALAMAT", "RT", "RW", "PROVINSI")},
        "PROGRAM BANSOS": pick(PROGRAMMES, rows["program"]),
        "IBU KANDUNG": texts["NAMA IBU KANDUNG"],
        "JENIS PEKERJAAN": texts["PEKERJAAN"],
        "STATUS KAWIN": pick(MARRIAGE, chance.integers(0, len(MARRIAGE), len(rows))),
        "KABUPATEN": texts["KABUPATEN/KOTA"],
        "KECAMATAN": texts["KECAMATAN"],
        "KELURAHAN": texts["DESA/KELUARAHAN"],
        "STATUS DISABILITAS": pick(["TIDAK", "YA"], disabled.astype(int)),
        "KODE JENIS DISABILITAS": pick([*DISABILITIES, ""], kind),
        "STATUS HAMIL": pa.repeat("TIDAK", len(rows)),
    }
    return pa.table({name: columns.get(name, empty) for name in headings("usulan_v4")})


def answers(simulation: Simulation, month: int) -> pa.Table:
    """Return what SIKS-NG answered to the new proposals of a month, as far as it has."""
    proposals, last = simulation.proposals, simulation.calendar.last_day
    days, refused, _ = proposals.shown(last)
    told = (days[:, PROCESSED] != NO_DAY) & (proposals.rows["jenis"] == NEW).to_numpy()
    rows = proposals.rows[told & (proposals.rows["kohort"] == month).to_numpy()]
    no = refused[rows.index] != NO_DAY
    unmatched = no & (rows["keluarga"] % len(REASONS[BY_KEMENSOS]) == 0).to_numpy()
    texts = _who(simulation, rows)
    yes = (days[rows.index, DECREED] != NO_DAY).astype(int)
    columns = [
        texts["KECAMATAN"],
        texts["DESA/KELUARAHAN"],
        texts["NIK"],
        pick(PROGRAMMES, rows["program"]),
        pick(["Menunggu Persetujuan", "Disetujui", "Ditolak"], np.where(no, 2, yes)),
        pick(["Padan", "Tidak Padan"], unmatched.astype(int)),
        texts["NAMA"],
        pa.array(_reasons(rows, refused[rows.index])),
    ]
    return pa.table(columns, headings("usulan_jawaban"))
