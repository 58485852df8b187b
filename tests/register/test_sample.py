"""The sample register: the formats are exact, the people invented, the quantities as promised."""

import re
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from register import sample
from register.sample.__main__ import write_contoh
from register.sample.campaigns import campaigns
from register.sample.files import HEADINGS
from register.sample.months import Calendar, last_full_month, workload

FACTS = Path(__file__).resolve().parents[2] / "data_samples"
FAMILIES = 3000
MONTHS = ["2026-07", "2026-08", "2026-09", "2026-10"]
DTKS_HEADER = (
    "ID DTKS|PROVINSI|KABUPATEN/KOTA|KECAMATAN|DESA/KELUARAHAN|ALAMAT|DUSUN|RT|RW|NOKK|NIK|NAMA|"
    "TANGGAL LAHIR|TEMPAT LAHIR|JENIS KELAMIN|PEKERJAAN|NAMA IBU KANDUNG|HUB KELUARGA|"
    "KETERANGAN PADAN|BANSOS BPNT|BANSOS PKH|BANSOS BPNT-PPKM|PBI JKN"
)
VERVAL_HEADER = (
    "KEGIATAN;TANGGAL MULAI;BATAS WAKTU;KECAMATAN;DESA/KELURAHAN;NOKK;NIK;NAMA;HASIL VERVAL;"
    "ALASAN;TANGGAL VERVAL;TANGGAL UNGGAH;PETUGAS;BUKTI FOTO"
)
SASARAN_HEADER = "KEGIATAN;TANGGAL MULAI;BATAS WAKTU;KECAMATAN;DESA/KELURAHAN;NOKK;NIK;NAMA"
MUSDES_HEADER = "KECAMATAN,DESA/KELURAHAN,TANGGAL MUSDES,NOMOR BERITA ACARA,BERITA ACARA DIUNGGAH"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("contoh")
    sample.write(
        out, families=FAMILIES, months=4, seed=7, last_periode="2026-10", progress=lambda _: None
    )
    return out


@pytest.fixture(scope="module")
def people(folder: Path) -> pd.DataFrame:
    """All rows of all DTKS files, with the month they stand in."""
    texts = {f.name[5:12]: _read(f, "|") for f in sorted(folder.glob("dtks-*.txt"))}
    book = pd.read_excel(next(folder.glob("dtks-*.xlsx")), dtype=str, engine="calamine").fillna("")
    texts["2026-10"] = pd.concat([texts["2026-10"], book])
    return pd.concat(texts, names=["bulan"]).reset_index("bulan").reset_index(drop=True)


@pytest.fixture(scope="module")
def visits(folder: Path) -> pd.DataFrame:
    lists = {f.name[7:14]: _read(f, ";") for f in sorted(folder.glob("verval-*.csv"))}
    return pd.concat(lists, names=["bulan"]).reset_index("bulan").reset_index(drop=True)


@pytest.fixture(scope="module")
def meetings(folder: Path) -> pd.DataFrame:
    lists = {f.name[7:14]: _read(f, ",") for f in sorted(folder.glob("musdes-*.csv"))}
    return pd.concat(lists, names=["bulan"]).reset_index("bulan").reset_index(drop=True)


def _read(file: Path, delimiter: str) -> pd.DataFrame:
    return pd.read_csv(
        file, sep=delimiter, dtype=str, keep_default_na=False, encoding="utf-8-sig", quoting=3
    )


def _day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day, not a moment


def _nik_names_the_row(row: tuple[str, str, str]) -> bool:
    """True where the NIK holds the birth date and sex written beside it."""
    nik, born, sex = row
    day = int(nik[6:8]) - (40 if sex == "PEREMPUAN" else 0)
    return f"{day:02}{nik[8:12]}" == born[:2] + born[3:5] + born[8:10] and nik[12:] != "0000"


def _kecamatan() -> pd.Series:
    """Population of 2013 by name of kecamatan, upper case."""
    areas = pd.read_csv(FACTS / "wilayah/33.28.csv", dtype=str).set_index("kode")["nama"]
    shares = pd.read_csv(FACTS / "population_share_33.28.csv", dtype={"kode_kecamatan": str})
    return shares.set_index(shares["kode_kecamatan"].map(areas).str.upper())["penduduk_2013"]


def test_headers_are_those_of_the_real_files(folder):
    assert (folder / "dtks-2026-07.txt").read_text().splitlines()[0] == DTKS_HEADER
    assert (folder / "verval-2026-07.csv").read_text().splitlines()[0] == VERVAL_HEADER
    assert (folder / "sasaran-2026-07.csv").read_text().splitlines()[0] == SASARAN_HEADER
    musdes = (folder / "musdes-2026-07.csv").read_bytes()
    assert musdes.startswith(b"\xef\xbb\xbf" + MUSDES_HEADER.encode() + b"\n")


def _made(out: Path, families: int, months: int, seed: int, **more) -> list[tuple[str, Path]]:
    made = {"last_periode": "2026-10", "progress": lambda _: None} | more
    return sample.write(out, families=families, months=months, seed=seed, **made)


def test_the_files_come_in_the_order_of_import(tmp_path):
    written = [(periode, file.name) for periode, file in _made(tmp_path, 300, 2, 1)]
    assert written == sorted(written)
    names = [name.replace("-2026-", " ").split(".")[0].split(" ")[0] for _, name in written]
    assert names[: names.index("agregat")] == [
        "desil",
        "dtks",
        "laporan",
        "musdes",
        "petugas",
        "sasaran",
        "usulan_jawaban",
        "usulan_tahap",
        "verval",
    ]
    assert names[names.index("agregat") :] == [
        "agregat",
        "bltdd",
        "desil",
        "dtks",
        "dtks",
        "laporan",
        "musdes",
        "pbi",
        "petugas",
        "usulan_v4",
        "verval",
    ]


def test_months_end_with_the_last_full_month():
    assert last_full_month(date(2026, 11, 23)) == "2026-10"
    assert last_full_month(date(2027, 1, 1)) == "2026-12"


@pytest.mark.parametrize(("last", "months"), [("2026-13", 4), ("2999-01", 4), ("2026-10", 0)])
def test_months_that_cannot_be_are_refused(tmp_path, last, months):
    with pytest.raises(ValueError, match="bulan"):
        _made(tmp_path / "contoh", 300, months, 1, last_periode=last)
    assert not (tmp_path / "contoh").exists()


def test_progress_is_told_in_indonesian_once_a_month(tmp_path):
    told = []
    _made(tmp_path, 300, 2, 1, progress=told.append)
    assert [re.sub(r"\d\.\d{3}", "N", line) for line in told] == [
        "Menulis contoh 2026-09 … N jiwa",
        "Menulis contoh 2026-10 … N jiwa",
    ]


def test_same_seed_same_bytes_and_another_seed_others(tmp_path):
    def files(name: str, seed: int) -> dict[str, bytes]:
        written = _made(tmp_path / name, 400, 2, seed, truth=tmp_path / f"{name}-benar")
        found = {file.name: file.read_bytes() for _, file in written}
        return found | {f.name: f.read_bytes() for f in (tmp_path / f"{name}-benar").iterdir()}

    once = files("a", 7)
    assert once == files("b", 7)
    assert once != files("c", 8)


def test_too_few_families_for_the_desa_are_refused(tmp_path):
    with pytest.raises(ValueError, match="sedikitnya 300"):
        sample.write(tmp_path, families=299, months=1, seed=7)


def test_families_asked_for_stand_in_the_first_month_in_every_desa(people):
    first = people[people["bulan"] == "2026-07"]
    assert first["NOKK"].nunique() == FAMILIES
    official = first[first["RT"] != "001"]  # RT 001 of some desa is under an alias
    assert len(official[["KECAMATAN", "DESA/KELUARAHAN"]].drop_duplicates()) == 287


def test_families_per_kecamatan_follow_the_population(people):
    first = people[people["bulan"] == "2026-07"]
    families = first.groupby("KECAMATAN")["NOKK"].nunique() / FAMILIES
    population = _kecamatan() / 1_415_009
    assert population.sum() == pytest.approx(1)
    # Every desa has three families at least, which at 10 a desa lifts the small kecamatan a bit.
    assert (families - population).abs().max() < 0.015


def test_every_number_begins_with_a_provinsi_that_does_not_exist(people, visits):
    for column in ("ID DTKS", "NOKK", "NIK"):
        assert people.loc[people[column] != "", column].str.startswith("99").all()
    for column in ("NOKK", "NIK"):
        assert visits.loc[visits[column] != "", column].str.startswith("99").all()
    assert people["ID DTKS"].str.fullmatch(r"\d{16}").all()
    assert people["NOKK"].str.fullmatch(r"\d{16}").all()


def test_nik_are_lawful_but_for_the_planted_ones(people):
    filled = people[people["NIK"] != ""]
    lawful = r"\d{6}([04][1-9]|[1256]\d|[37][01])(0[1-9]|1[0-2])\d{6}"
    broken = ~filled["NIK"].str.fullmatch(lawful)
    per_month = broken.groupby(filled["bulan"]).sum()
    assert per_month.between(1, 10).all()
    sound = filled[~broken & filled["TANGGAL LAHIR"].map(_is_day)]
    columns = zip(sound["NIK"], sound["TANGGAL LAHIR"], sound["JENIS KELAMIN"], strict=True)
    assert all(map(_nik_names_the_row, columns))


def _is_day(text: str) -> bool:
    try:
        return date(1900, 1, 1) < _day(text)
    except ValueError:
        return False


def test_only_a_planted_few_are_born_on_no_day_or_after_the_month(people):
    is_day = people["TANGGAL LAHIR"].map(_is_day)
    assert (~is_day).groupby(people["bulan"]).sum().between(1, 3).all()
    born = people.loc[is_day, "TANGGAL LAHIR"]
    month = born.str[6:] + "-" + born.str[3:5]
    assert (month <= people.loc[is_day, "bulan"]).all()


def test_a_nik_stands_for_one_person_but_for_a_handful_in_two_families(people):
    last = people[(people["bulan"] == "2026-10") & (people["NIK"] != "")]
    twice = last[last["NIK"].duplicated(keep=False)]
    assert 2 <= len(twice) <= 12
    assert (twice.groupby("NIK")["NOKK"].nunique() == 2).all()


def test_families_have_one_head_and_three_or_four_members(people):
    family = people.groupby(["bulan", "NOKK"])
    heads = family["HUB KELUARGA"].agg(lambda relation: (relation == "KEPALA KELUARGA").sum())
    assert (heads == 1).mean() > 0.97
    assert family.size().mean() == pytest.approx(3.6, abs=0.1)
    assert family.size().max() <= 8


def test_a_rumah_tangga_sometimes_holds_two_families(people):
    first = people[people["bulan"] == "2026-07"]
    families = first.groupby("ID DTKS")["NOKK"].nunique()
    assert families.max() == 2
    assert 0.03 < (families == 2).mean() < 0.09


def test_families_stay_from_month_to_month_with_a_small_turnover(people):
    families = people.groupby("bulan")["NOKK"].agg(set)
    for before, after in zip(MONTHS, MONTHS[1:], strict=False):
        staying = len(families[before] & families[after]) / len(families[before])
        assert 0.98 < staying < 1
        assert families[after] - families[before]


def test_mandatory_items_and_padan_are_as_promised_and_get_better(people):
    share = people.replace({"KETERANGAN PADAN": {"": "belum"}}).eq("").groupby(people["bulan"])
    first, last = share.mean().loc["2026-07"], share.mean().loc["2026-10"]
    promised = {
        "NAMA IBU KANDUNG": 0.05,
        "PEKERJAAN": 0.03,
        "NIK": 0.012,
        "ALAMAT": 0.01,
        "HUB KELUARGA": 0.005,
        "TEMPAT LAHIR": 0.01,
    }
    for column, expected in promised.items():
        assert first[column] == pytest.approx(expected, rel=0.4), column
        assert last[column] < first[column], column
    state = pd.crosstab(people["bulan"], people["KETERANGAN PADAN"], normalize="index")
    assert set(state) == {"", "Padan", "Tidak Padan"}
    assert state["Tidak Padan"].between(0.018, 0.033).all()
    assert 0.04 > state.loc["2026-07", ""] > state.loc["2026-10", ""] > 0.015


def test_programmes_reach_about_the_promised_shares(people):
    programmes = ["BANSOS PKH", "BANSOS BPNT", "BANSOS BPNT-PPKM", "PBI JKN"]
    assert people[programmes].isin(["YA", "TIDAK"]).all(axis=None)
    takes_part = people[programmes].eq("YA")
    per_family = takes_part.groupby([people["bulan"], people["NOKK"]]).max().mean()
    assert per_family["BANSOS PKH"] == pytest.approx(0.18, abs=0.03)
    assert per_family["BANSOS BPNT"] == pytest.approx(0.35, abs=0.03)
    assert per_family["BANSOS BPNT-PPKM"] == pytest.approx(0.02, abs=0.01)
    assert takes_part["PBI JKN"].mean() == pytest.approx(0.6, abs=0.03)


def test_names_of_desa_are_official_or_a_known_alias(people, meetings):
    areas = pd.read_csv(FACTS / "wilayah/33.28.csv", dtype=str)
    alias = pd.read_csv(FACTS / "wilayah/33.28.alias.csv", dtype=str)
    official, other = set(areas["nama"].str.upper()), set(alias["nama"].str.upper())
    planted = people["DESA/KELUARAHAN"] == "KALI PUTEH KULON"  # to wait until it is named
    assert set(people.loc[planted, "bulan"]) == {"2026-10"}
    assert planted.sum() < 40
    for names in (people.loc[~planted, "DESA/KELUARAHAN"], meetings["DESA/KELURAHAN"]):
        assert set(names) <= official | other
        assert set(names) & (other - official)


def test_the_smallest_kecamatan_of_the_last_month_is_a_workbook_of_text(folder):
    rows = CalamineWorkbook.from_path(folder / "dtks-2026-10-kedungbanteng.xlsx")
    rows = rows.get_sheet_by_index(0).to_python()
    assert rows[0] == DTKS_HEADER.split("|")
    assert {row[3] for row in rows[1:]} == {"KEDUNGBANTENG"}
    assert all(isinstance(cell, str) for row in rows for cell in row)
    assert "|KEDUNGBANTENG|" not in (folder / "dtks-2026-10.txt").read_text()
    assert "|KEDUNGBANTENG|" in (folder / "dtks-2026-09.txt").read_text()


def test_three_campaigns_in_thirteen_months():
    year = Calendar(pd.period_range(end="2026-10", periods=13, freq="M"))
    assert [(k.nama, k.mulai, k.batas) for k in campaigns(year)] == [
        ("Verval Semester II 2025 (CONTOH)", date(2025, 10, 1), date(2025, 12, 19)),
        ("Verval Semester I 2026 (CONTOH)", date(2026, 1, 5), date(2026, 6, 26)),
        ("Verval Semester II 2026 (CONTOH)", date(2026, 7, 6), date(2026, 11, 30)),
    ]


def test_a_campaign_already_running_begins_with_the_first_month():
    months = Calendar(pd.period_range(end="2026-10", periods=2, freq="M"))
    assert [(k.mulai, k.batas) for k in campaigns(months)] == [
        (date(2026, 9, 1), date(2026, 11, 30))
    ]


def test_the_target_list_freezes_the_families_most_visits_are_to(folder, visits, people):
    target = _read(folder / "sasaran-2026-07.csv", ";")
    assert target["NOKK"].is_unique
    assert len(target) / FAMILIES == pytest.approx(0.45, abs=0.03)
    running = visits[(visits["KEGIATAN"] != "") & (visits["HASIL VERVAL"] != "Belum Cek")]
    assert running["NOKK"].is_unique
    on_list = running["NOKK"].isin(target["NOKK"])
    assert 0 < (~on_list).mean() < 0.05
    waiting = visits.loc[visits["HASIL VERVAL"] == "Belum Cek"]
    assert set(waiting["bulan"]) == {"2026-07"}
    assert set(waiting["NOKK"]) < set(target["NOKK"])
    present = set(zip(people["bulan"], people["NOKK"], strict=True))
    missing = set(zip(visits["bulan"], visits["NOKK"], strict=True)) - present
    assert {bulan for bulan, _ in missing} <= {"2026-10"}  # of the desa that sends a recap alone
    assert len(missing) < 30


def test_visits_lie_in_the_month_of_their_list_and_most_are_uploaded_within_a_week(visits):
    done = visits[(visits["HASIL VERVAL"] != "Belum Cek") & (visits["KEGIATAN"] != "")]
    late = 0
    for row in done.itertuples(index=False):
        visit, upload = _day(row[11]), _day(row[12])
        assert f"{visit:%Y-%m}" == f"{upload:%Y-%m}" == row[0]
        assert (upload - visit).days >= 0
        late += (upload - visit).days > 6
        assert visit.weekday() < 6
        assert visit != date(2026, 8, 17)
    assert 0 < late < 0.02 * len(done)  # the officer who uploads a whole month at once
    open_ = visits[visits["HASIL VERVAL"] == "Belum Cek"]
    assert open_[["TANGGAL VERVAL", "TANGGAL UNGGAH", "ALASAN"]].eq("").all(axis=None)


def test_reasons_stand_beside_tidak_layak_only(visits):
    unfit = visits["HASIL VERVAL"] == "Tidak Layak"
    reasons = {"Mampu", "Meninggal", "Pindah", "NIK Ganda", "Menolak"}
    assert set(visits.loc[unfit, "ALASAN"]) <= reasons
    assert (visits.loc[~unfit, "ALASAN"] == "").all()
    assert set(visits["HASIL VERVAL"]) == {"Layak", "Tidak Layak", "Tidak Ditemukan", "Belum Cek"}


def test_visits_before_the_first_month_stand_in_its_list_without_a_campaign(visits):
    history = visits[visits["KEGIATAN"] == ""]
    assert set(history["bulan"]) == {"2026-07"}
    days = history["TANGGAL VERVAL"].map(_day)
    assert days.min() >= date(2023, 2, 20)  # 40 months, and a weekend, before
    assert days.max() < date(2026, 7, 1)
    assert len(history) / FAMILIES == pytest.approx(0.65, abs=0.08)


def test_nobody_verifies_on_sundays_lebaran_and_holidays():
    work = workload(date(2026, 3, 1), date(2026, 3, 31))
    assert (work[[0, 7, 14]] == 0).all()  # Sundays
    assert (work[17:27] == 0).all()  # three days before Lebaran of 21 March to six after
    assert work[1] == 1  # a Monday
    assert work[27] > 0  # a Saturday
    assert workload(date(2026, 5, 27), date(2026, 5, 27)) == [0]  # Idul Adha


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> tuple[pd.DataFrame, ...]:
    """Thirteen months with 40 families a desa: persons of the last month, visits, last target."""
    out = tmp_path_factory.mktemp("setahun")
    _made(out, 12_000, 13, 7)
    visits = pd.concat([_read(file, ";") for file in sorted(out.glob("verval-*.csv"))])
    return _read(out / "dtks-2026-10.txt", "|"), visits, _read(out / "sasaran-2026-07.csv", ";")


def test_the_running_campaign_is_a_bit_behind_and_some_desa_far(year):
    _, visits, target = year
    finished = visits[visits["HASIL VERVAL"].ne("Belum Cek")]
    finished = finished[finished["KEGIATAN"] == "Verval Semester II 2026 (CONTOH)"]
    done = target["NOKK"].isin(finished["NOKK"])
    assert 0.65 < done.mean() < 0.77  # the plan of a straight line: 80 % on 31 October
    per_desa = done.groupby([target["KECAMATAN"], target["DESA/KELURAHAN"]]).mean()
    assert 8 <= (per_desa == 0).sum() <= 11
    assert (per_desa < 0.5).sum() > 30
    assert 20 < (per_desa == 1).sum() < 100


def test_updates_within_two_years_differ_widely_by_desa(year):
    people, visits, _ = year
    done = visits[visits["HASIL VERVAL"] != "Belum Cek"]
    last = pd.to_datetime(done["TANGGAL VERVAL"], format="%d/%m/%Y").groupby(done["NOKK"]).max()
    families = people[people["RT"] != "001"].drop_duplicates("NOKK")
    fresh = families["NOKK"].map(last) > pd.Timestamp("2024-10-31")
    assert 0.75 < fresh.mean() < 0.8
    per_desa = fresh.groupby([families["KECAMATAN"], families["DESA/KELUARAHAN"]]).mean()
    old = per_desa.index.get_level_values(0) == "WARUREJA"
    assert per_desa[old].mean() < 0.25
    assert 0.2 < per_desa[~old].quantile(0.01) < 0.4
    assert per_desa.quantile(0.9) > 0.95
    assert families["NOKK"].map(last).isna().mean() > 0.1


def test_nearly_all_desa_are_on_every_musdes_list_and_most_have_met(meetings):
    assert meetings.groupby("bulan").size().tolist() == [287, 287, 287, 285]
    met = meetings["TANGGAL MUSDES"] != ""
    assert met.groupby(meetings["bulan"]).mean().between(0.8, 0.93).all()
    dates = meetings.loc[met, "TANGGAL MUSDES"].map(_day)
    assert (dates.map("{:%Y-%m}".format) == meetings.loc[met, "bulan"]).all()
    numbers = meetings.loc[meetings["NOMOR BERITA ACARA"] != "", "NOMOR BERITA ACARA"]
    assert numbers.str.fullmatch(r"CONTOH/BA/\d{3}/[IVX]+/2026").all()
    assert numbers.is_unique
    assert (meetings.loc[~met, "BERITA ACARA DIUNGGAH"] == "Tidak").all()


def test_some_desa_have_not_met_for_three_months(meetings):
    met = (meetings["TANGGAL MUSDES"] != "").to_numpy()[: 3 * 287].reshape(3, 287)
    assert 3 <= (~met.any(axis=0)).sum() <= 14


def test_the_committed_examples_are_what_the_command_writes(tmp_path):
    write_contoh(tmp_path / "contoh")
    committed = {file.name: file.read_bytes() for file in (FACTS / "contoh").iterdir()}
    assert {file.name: file.read_bytes() for file in (tmp_path / "contoh").iterdir()} == committed
    assert {name.split(".")[0] for name in committed} == set(HEADINGS)


def _regions(rows: pd.DataFrame) -> set[str]:
    """Return what the sound NIK begin with: some are written wrongly on purpose."""
    return set(rows["NIK"][rows["NIK"].str.fullmatch("99[0-9]{14}")].str[:4])


@pytest.mark.parametrize(
    ("kode", "kabupaten", "provinsi", "n_desa"),
    [
        ("33.27", "KAB. PEMALANG", "JAWA TENGAH", 223),
        ("35.07", "KAB. MALANG", "JAWA TIMUR", 390),
        ("63.01", "KAB. TANAH LAUT", "KALIMANTAN SELATAN", 135),
    ],
)
def test_another_kabupaten_is_another_list_of_areas(tmp_path, kode, kabupaten, provinsi, n_desa):
    _made(tmp_path, 800, 1, 7, lists=[FACTS / "wilayah" / f"{kode}.csv"])

    rows = _read(tmp_path / "dtks-2026-10.txt", "|")

    assert set(rows["KABUPATEN/KOTA"]) == {kabupaten}
    assert set(rows["PROVINSI"]) == {provinsi}
    assert _regions(rows) == {f"99{kode[-2:]}"}
    assert set(_read(tmp_path / "pbi-2026-10.txt", "|")["kddati2"]) == {kode.replace(".", "")}
    meetings = _read(tmp_path / "musdes-2026-10.csv", ",")
    assert len(meetings) == n_desa - 2  # a row a desa, but for those that the list leaves out


def test_several_kabupaten_in_one_sample(tmp_path):
    both = [FACTS / "wilayah" / name for name in ("33.27.csv", "33.28.csv")]
    with pytest.raises(ValueError, match="sedikitnya 510"):
        _made(tmp_path, 509, 1, 7, lists=both)

    _made(tmp_path, 800, 1, 7, lists=both)

    rows = _read(tmp_path / "dtks-2026-10.txt", "|")
    assert set(rows["KABUPATEN/KOTA"]) == {"KAB. PEMALANG", "KAB. TEGAL"}
    assert _regions(rows) == {"9927", "9928"}
