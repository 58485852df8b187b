"""Officers who stand out are asked about, others are not; the planted one is found."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine, func, select

from queries import fieldwork, patterns, snapshots
from register import connections, facts, load, sample
from register.schema import sasaran_verval, verval

DELAYS = ["unggah_0_1", "unggah_2_3", "unggah_4_7", "unggah_lebih_7", "unggah_tanpa"]


def visits(number: int | None, layak: int, tidak_layak: int, gone: int = 0, **other) -> dict:
    """A row of table `verval_petugas`: everything uploaded at once and with evidence."""
    whole = layak + tidak_layak + gone
    row = {
        "kegiatan": "Uji",
        "kode_desa": "33.28.01.2001",
        "nomor_petugas": number,
        "bulan": "2026-10",
        "hari_aktif": 10,
        "layak": layak,
        "tidak_layak": tidak_layak,
        "tidak_ditemukan": gone,
        "dengan_bukti": whole,
        **dict.fromkeys(DELAYS, 0),
        "unggah_0_1": whole,
    }
    return row | other


def usual() -> list[dict]:
    """Twenty officers: of a hundred families 15 to 24 tidak layak, four not found."""
    return [
        visits(n, 76 + n % 10, 24 - n % 10 - 4, 4, unggah_0_1=97, unggah_lebih_7=3)
        for n in range(1, 21)
    ]


def asked(rows: list[dict], month: str = "2026-10") -> list[tuple[int, str]]:
    officers = patterns.by_officer(pd.DataFrame(rows), month)
    found = patterns.questions(officers)
    return list(zip(found["nomor_petugas"], found["tanya"], strict=True))


def test_nobody_stands_out_among_usual_ones():
    assert asked(usual()) == []


@pytest.mark.parametrize(
    ("odd", "question"),
    [
        (visits(21, 120, 0, 2), "mencatat 120 dari 120 KK layak. Apakah semua dikunjungi?"),
        (visits(21, 30, 60), "mencatat 60 dari 90 KK tidak layak. Apa yang berbeda di sana?"),
        (visits(21, 40, 10, 40), "tidak menemukan 40 dari 90 KK. Apakah alamatnya benar?"),
        (
            # of 90 with a day of upload
            visits(21, 82, 18, unggah_0_1=30, unggah_lebih_7=60, unggah_tanpa=10),
            "mengunggah 60 dari 90 KK lebih dari 7 hari sesudah kunjungan. Apa kendalanya?",
        ),
        (
            visits(21, 82, 18, dengan_bukti=20),
            "menyertakan bukti untuk 20 dari 100 KK. Apakah alatnya tersedia?",
        ),
    ],
)
def test_who_stands_out_is_asked_about_that_alone(odd, question):
    assert asked([*usual(), odd]) == [(21, question)]


@pytest.mark.parametrize(
    "rows",
    [
        [*usual(), visits(21, 29, 0)],  # fewer than 30 families
        [*usual(), visits(None, 120, 0)],  # the list names nobody: nobody to ask
        [*usual(), visits(21, 120, 0, bulan="2026-11")],  # after the month
        [*usual()[:13], visits(21, 120, 0)],  # fourteen officers are too few to compare
        # all differ widely: a share of 0 is nothing special among these
        [visits(n, 100 - 5 * n, 5 * n) for n in range(20)],
    ],
)
def test_who_is_not_asked(rows):
    assert asked(rows) == []


def test_months_add_up():
    """20 and then 20 families: enough together."""
    halves = [visits(21, 20, 0, bulan=month) for month in ("2026-09", "2026-10")]
    halves += [visits(21, 40, 0, kode_desa="33.28.01.2002", dengan_bukti=0)]  # somebody else

    found = patterns.by_officer(pd.DataFrame(halves), "2026-10")

    assert found["jumlah"].to_dict() == {("33.28.01.2001", 21): 40, ("33.28.01.2002", 21): 40}
    assert found["hari_aktif"].tolist() == [20, 10]


KECAMATAN, DESA = 5, 8
UNTIL = date(2026, 10, 31)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Path]]:
    """The visits of a sample of 5,000 families in 40 desa and four months, in a register of their
    own, and the folder with the truth."""
    folder = tmp_path_factory.mktemp("petugas")
    areas = folder / "63.01.csv"
    areas.write_text("\n".join(_areas()) + "\n")
    files = sample.write(
        folder / "contoh",
        families=5000,
        months=4,
        seed=7,
        last_periode="2026-10",
        truth=folder / "kebenaran",
        lists=[areas],
        progress=lambda _: None,
    )
    register = connections.engine(f"duckdb:///{folder / 'register.duckdb'}")
    facts.prepare(register)
    with register.begin() as connection:
        facts.load_areas(connection, areas)
    for month, path in files:
        if path.name.startswith(("verval", "sasaran")):
            load.load(register, path, month, date(2026, 11, 2))
    yield register, folder / "kebenaran"
    register.dispose()


def _areas() -> Iterator[str]:
    yield from ("kode,nama,tingkat,kode_induk", "63.01,Kabupaten Uji,kabupaten,63")
    for k in range(1, KECAMATAN + 1):
        yield f"63.01.{k:02},Kecamatan {k},kecamatan,63.01"
        for d in range(1, DESA + 1):
            yield f"63.01.{k:02}.{2000 + d},Desa {k} {d},desa,63.01.{k:02}"


def test_the_officer_who_always_says_layak_is_found_and_nobody_is_named(planted):
    register, truth = planted
    cases = pd.read_csv(truth / "kasus.csv", dtype=str).set_index("kasus")
    desa, who = cases.loc["petugas selalu layak", ["kode_desa", "keterangan"]]
    name = who.split(" ", 1)[1]
    with register.connect() as connection:
        campaign = snapshots.campaigns(connection)["kegiatan"].iloc[-1]
        table = fieldwork.of(connection, campaign, UNTIL, {})["verval_petugas"]
        own = (verval.c.petugas == name, verval.c.kode_desa == desa)
        listed = sasaran_verval.c.keluarga_id == verval.c.keluarga_id
        mine = (verval.c.kegiatan == campaign, sasaran_verval.c.kegiatan == campaign)
        counted = func.count(verval.c.keluarga_id.distinct())
        query = select(counted).join_from(verval, sasaran_verval, listed).where(*own, *mine)
        n = connection.scalar(query)
    officers = patterns.by_officer(table.assign(kegiatan=campaign), "2026-10")
    found = patterns.questions(officers)
    own = found[found["kode_desa"] == desa]

    assert n >= 30
    assert f"mencatat {n} dari {n} KK layak. Apakah semua dikunjungi?" in set(own["tanya"])
    assert own["tanya"].str.contains("lebih dari 7 hari").sum() == 1
    assert own["nomor_petugas"].nunique() == 1
    # Of some 90 officers and five patterns hardly anybody else; eight desa have not begun.
    assert len(officers) > 80
    assert len(found) - len(own) <= 2
    assert not re.search(name, table.to_csv() + found.to_csv(), re.IGNORECASE)
