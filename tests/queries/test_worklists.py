"""Worklists: who is on them, who may see them, what of a number is shown, and that it is noted."""

import re
from collections import Counter, defaultdict
from dataclasses import replace

import pandas as pd
import pytest
from sqlalchemy import select, true, update

from queries import audit, ledger, rights, worklists
from queries.app_store import NoteError
from queries.scope import ForbiddenError, Role, Scope
from queries.worklists import BY_CODE, LISTS, Ask, reading, selects
from register import connections
from register.schema import muatan, verval
from tests import oracle
from tests.oracle.families import ITEMS, MATCHES
from tests.oracle.month import BLANK, Month, window_start
from tests.oracle.reading import letters
from tests.oracle.recipients import _troubles
from tests.queries.conftest import Published, officer_numbers

MONTH, MONTHS = "2026-10", ("2026-08", "2026-09", "2026-10")
DINAS = Scope(Role.DINAS, "ani@tegalkab.go.id")
REASON = "kunjungan rumah Rabu"


@pytest.fixture
def opened(published: Published, monkeypatch: pytest.MonkeyPatch) -> Published:
    """The sample's register as the address in force, closed: a list opens it by itself."""
    published.register.dispose()
    url = published.register.url.render_as_string(hide_password=False)
    monkeypatch.setenv("REGISTER_URL", url)
    return published


def rows_of(code: str, month: str, scope: Scope = DINAS) -> pd.DataFrame:
    """All rows of a list in the whole kabupaten: those counted, and which are on it."""
    with ledger.opened() as connection:
        snapshot = reading._snapshot(connection, month)
        return pd.read_sql(
            selects.listed(scope, Ask(BY_CODE[code], "33.28", month), snapshot), connection
        )


def busy_desa(code: str) -> str:
    """The desa with the longest list."""
    rows = rows_of(code, MONTH)
    return rows[rows["masuk"]]["kode_desa"].value_counts().index[0]


@pytest.mark.parametrize("code", [each.code for each in LISTS if each.indicator])
def test_a_list_is_as_long_as_its_figure(opened, code):
    indicator = BY_CODE[code].indicator
    table = opened.table("capaian").query("denominator > 0")
    table = table[(table["indikator"] == indicator.code) & (table["rincian"] == "")]
    recaps = opened.table("terbitan_agregat")[["kode_desa", "periode", "indikator"]]
    for month in MONTHS:
        rows = rows_of(code, month)
        found = {
            desa: (int(part["masuk"].sum()), len(part)) for desa, part in rows.groupby("kode_desa")
        }
        kept = table[table["periode"] == month]
        by_recap = set(
            recaps[(recaps["periode"] == month) & (recaps["indikator"] == indicator.code)][
                "kode_desa"
            ]
        )
        missing = code in ("nik", "isian", "mutakhir", "verval")
        told = {
            row.kode_desa: (
                row.denominator - row.numerator if missing else row.numerator,
                row.denominator,
            )
            for row in kept.itertuples()
            if row.kode_desa not in by_recap
        }
        assert {d: f for d, f in found.items() if d not in by_recap} == told
    assert sum(n for n, _ in found.values()) > 0 or code == "status"


def by_oracle(code: str, month: Month) -> Counter:
    """(desa, family, person or "") of a list, from the files alone."""
    return Counter(PLAIN[code](month))


def unmatched(month: Month):
    for p in month.people:
        if MATCHES[p.cells["KETERANGAN PADAN"]] is not True:
            yield p.desa, p.family, number(p)


def incomplete(month: Month):
    for no, members in month.families.items():
        lacking = [
            name
            for name, heading in ITEMS.items()
            if any(p.cells[heading].upper() in BLANK for p in members)
        ]
        if lacking:
            yield month.desa[no], no, ", ".join(lacking)


def stale(month: Month):
    last = {}
    for visit in month.register.visits.values():
        if visit.result != "tidak ditemukan" and visit.day <= month.as_of:
            last[visit.family] = max(visit.day, last.get(visit.family, visit.day))
    start = window_start(month.as_of, 24)
    for no, desa in month.desa.items():
        if no not in last or last[no] < start:
            yield desa, no, ""


def unvisited(month: Month):
    running = [
        (begin, name)
        for name, (begin, end) in month.register.dates.items()
        if begin <= month.as_of and end >= month.first
    ]
    begin, campaign = max(running)
    done = {
        visit.family
        for visit in month.register.visits.values()
        if visit.campaign in ("", campaign) and begin <= visit.day <= month.as_of
    }
    for desa, families in month.register.targets[campaign].items():
        for no in families - done:
            yield desa, no, ""


def troubled(month: Month):
    for no, listed in month.receivers("").items():
        if _troubles(month, no, listed)[""]:
            yield month.desa[no], no, ""


def missed(month: Month):
    receivers = month.receivers("")
    for no, is_target in month.target("").items():
        if is_target and no not in receivers:
            yield month.desa[no], no, ""


def doubled(month: Month):
    for p in month.people:
        if month.times_listed[p.cells["NIK"]] > 1:
            yield p.desa, p.family, number(p)


def alike(month: Month):
    for p in month.people:
        name, born, mother = who(p)
        same = known(month)[name, born]
        at_home = [nik for _, family, nik in same if family == p.family]
        of_mother = [nik for other, _, nik in same if other == mother != ""]
        whole = [nik for *_, nik in same] if any(not other for other, *_ in same) else []
        if name and born and any(map(differ, (at_home, of_mother, whole))):
            yield p.desa, p.family, number(p)


def differ(numbers: list[str]) -> bool:
    """Several rows, not all under one NIK."""
    return len(numbers) > 1 and (len(set(numbers)) > 1 or "" in numbers)


def known(month: Month) -> dict:
    if not hasattr(month, "_known"):
        month._known = defaultdict(list)
        for p in month.people:
            one = who(p)
            month._known[one[:2]].append((one[2], p.family, p.cells["NIK"]))
    return month._known


def who(p) -> tuple[str, str, str]:
    cells = p.cells
    return letters(cells["NAMA"]), cells["TANGGAL LAHIR"], letters(cells["NAMA IBU KANDUNG"])


def number(p) -> str:
    return p.cells["NIK"] or f"{p.family}/{p.cells['NAMA']}"


PLAIN = {
    "nik": unmatched,
    "isian": incomplete,
    "mutakhir": stale,
    "verval": unvisited,
    "status": troubled,
    "layak": missed,
    "ganda": doubled,
    "mirip": alike,
}


@pytest.mark.parametrize("code", [each.code for each in LISTS])
def test_a_list_names_whom_plain_python_names(opened, expected: oracle.Register, code):
    wanted = by_oracle(code, Month(expected, MONTH))
    rows = rows_of(code, MONTH)
    rows = rows[rows["masuk"]]
    third = rows["sebab"] if code == "isian" else rows["individu_id"].fillna("")
    if code == "isian":
        wanted = Counter((d, n, ", ".join(sorted(s.split(", ")))) for d, n, s in wanted)
        third = third.map(lambda text: ", ".join(sorted(text.split(", "))))
    assert Counter(zip(rows["kode_desa"], rows["keluarga_id"], third, strict=True)) == wanted


# Who may see what.


def test_another_kecamatan_is_refused(opened):
    camat = Scope(Role.WILAYAH, "camat@tegalkab.go.id", ("33.28.01",))
    for kode in ("33.28.02.2001", "33.28.02", "33.28", "33", "", "33.28.01%", "33.28.011"):
        with pytest.raises(ForbiddenError):
            worklists.read(camat, Ask(BY_CODE["nik"], kode, MONTH))
    assert worklists.read(camat, Ask(BY_CODE["nik"], "33.28.01", MONTH)).counted > 0


def test_the_sql_holds_the_scope_by_itself(opened, monkeypatch):
    """With the check of the code taken away nothing of another kecamatan comes all the same."""
    camat = Scope(Role.WILAYAH, "camat@tegalkab.go.id", ("33.28.01",))
    monkeypatch.setattr(Scope, "covers", lambda self, kode: True)
    for each in LISTS:
        ask = Ask(each, "33.28.02", MONTH)
        assert worklists.read(camat, ask).counted == 0
        assert worklists.read(DINAS, ask).counted > 0
    # And with the condition gone too there would be: the test can fail.
    monkeypatch.setattr(Scope, "within", lambda self, column: true())
    assert worklists.read(camat, Ask(BY_CODE["nik"], "33.28.02", MONTH)).counted > 0


@pytest.mark.parametrize("role", [Role.PUBLIK, Role.RAKOR])
def test_who_sees_no_persons_gets_no_list(opened, role):
    kode = busy_desa("nik")
    nobody = Scope(role, "tanpa akun")
    with pytest.raises(ForbiddenError):
        worklists.read(nobody, Ask(BY_CODE["nik"], kode, MONTH))
    with pytest.raises(ForbiddenError):
        worklists.whole(nobody, Ask(BY_CODE["nik"], kode, MONTH), REASON)


def test_without_an_account_only_sample_data_opens(opened, data_dir, monkeypatch):
    nobody = Scope(Role.DINAS, rights.SAMPLE_ACCOUNT, sample_only=True)
    ask = Ask(BY_CODE["nik"], busy_desa("nik"), MONTH)
    assert worklists.read(nobody, ask).total > 0
    for told in (False, None):  # a file that is real, or files that tell nothing
        engine = connections.register_engine()
        with engine.begin() as connection:
            before = connection.execute(select(muatan.c.muatan_id, muatan.c.contoh)).all()
            first = before[0].muatan_id if told is False else None
            where = muatan.c.muatan_id == first if first else true()
            connection.execute(update(muatan).where(where).values(contoh=told))
        engine.dispose()
        try:
            with pytest.raises(ForbiddenError, match="DATA CONTOH"):
                worklists.read(nobody, ask)
            assert worklists.read(DINAS, ask).total > 0
        finally:
            with engine.begin() as connection:
                for row in before:
                    connection.execute(
                        update(muatan)
                        .where(muatan.c.muatan_id == row.muatan_id)
                        .values(contoh=row.contoh)
                    )
            engine.dispose()


# What is shown.


def test_no_number_can_be_put_together_again(opened):
    """Of 16 digits two are shown, and no other cell holds what the others say.

    The 14 hidden ones are district (6), day of birth (6) and number of that day (first 2 of 4). The
    district of a NIK is often that of the desa; day of birth, sex and the two digits stay hidden:
    every cell is searched for them in each way in which they are written.
    """
    people = persons(opened)
    seen = 0
    for each in LISTS:
        kode = busy_desa(each.code) if each.code not in ("mirip",) else "33.28.01"
        page = worklists.read(DINAS, Ask(each, kode, MONTH))
        assert set(page.rows.columns) == SHOWN
        for row in page.rows.drop(columns=["kunci", "kode_desa"]).itertuples(index=False):
            for cell in (row.nik, row.no_kk):
                assert re.fullmatch(r"(•{14}\d\d)?", cell)
            seen += bool(row.nik)
            others = [str(cell) for name, cell in row._asdict().items()]
            text = " | ".join(others)
            assert not re.search(r"\d{5}", text)
            assert not re.search(
                r"\d{1,2}[/. -]\d{1,2}[/. -]\d{2,4}", text.replace(str(row.tanggal), "")
            )
            for person in people.get((row.nama, row.nik[-2:]), []):
                for written in giveaways(person):
                    assert written not in text
    assert seen >= 10


SHOWN = {
    *("kunci", "kode_desa", "desa", "nama", "hubungan", "nik", "no_kk"),
    *("alamat", "dusun", "rt", "rw", "sebab", "tanggal"),
}


def persons(opened: Published) -> dict:
    found = defaultdict(list)
    path = next(path for month, path in opened.files if month == MONTH and "dtks" in path.name)
    for _, cells in oracle.reading.lines(path):
        found[cells["NAMA"], cells["NIK"][-2:]].append(cells)
    return found


def giveaways(cells: dict) -> list[str]:
    day, nik = cells["TANGGAL LAHIR"], cells["NIK"]
    if not re.fullmatch(r"\d\d/\d\d/\d{4}", day):
        return []
    d, m, y = day.split("/")
    return [day, f"{y}-{m}-{d}", f"{d}{m}{y[2:]}", nik[6:12], nik[-4:]]


def test_a_mask_tells_two_digits_and_no_length():
    assert reading._masked("3328016505990007") == "•" * 14 + "07"
    assert reading._masked("12345") == "•" * 14 + "45"
    assert reading._masked(None) == reading._masked("") == ""


def test_pages_follow_one_another_without_gap_or_repeat(opened):
    ask = Ask(BY_CODE["nik"], "33.28.01", MONTH)
    first = worklists.read(DINAS, ask, 0, 7)
    keys = []
    for page in range(-(-first.total // 7)):
        part = worklists.read(DINAS, ask, page, 7)
        assert (part.first, part.total) == (page * 7 + 1, first.total)
        keys += part.rows["kunci"].tolist()
    assert len(keys) == len(set(keys)) == first.total
    assert worklists.read(DINAS, ask, 9999, 7).first == 1  # an address may name any page
    assert len(worklists.read(DINAS, ask, 0, 10**6).rows) <= worklists.PAGE_ROWS


# One record, and all of a desa.


def test_one_record_for_a_reason(opened):
    ask = Ask(BY_CODE["nik"], busy_desa("nik"), MONTH)
    row = worklists.read(DINAS, ask).rows.iloc[0]
    record = worklists.one_record(DINAS, ask, row["kunci"], REASON)
    assert record.people["nama"].tolist() == [row["nama"]]
    assert record.people["nik"].iloc[0][-2:] == row["nik"][-2:]
    assert record.no_kk[-2:] == row["no_kk"][-2:]
    assert len(record.no_kk) == 16
    last = audit.read(1).iloc[0]
    assert (last["perbuatan"], last["perihal"]) == ("lihat satu data", ask.told)
    assert (last["alasan"], last["baris"], last["siapa"]) == (REASON, 1, DINAS.who)


def test_a_handle_opens_for_its_own_account_and_list_alone(opened):
    ask = Ask(BY_CODE["nik"], busy_desa("nik"), MONTH)
    key = worklists.read(DINAS, ask).rows["kunci"].iloc[0]
    camat = Scope(Role.WILAYAH, "camat@tegalkab.go.id", (ask.kode,))
    for scope, other in (
        (replace(DINAS, who="budi@tegalkab.go.id"), ask),
        (camat, ask),
        (DINAS, replace(ask, worklist=BY_CODE["isian"])),
        (DINAS, replace(ask, periode="2026-09")),
    ):
        with pytest.raises(LookupError):
            worklists.one_record(scope, other, key, REASON)
    assert not re.search(r"\d{16}", key)


@pytest.mark.parametrize("reason", ["", "   ", "cek 3328016505990007", "a" * 201])
def test_without_a_reason_that_can_be_noted_nothing_is_told(opened, reason):
    ask = Ask(BY_CODE["nik"], busy_desa("nik"), MONTH)
    key = worklists.read(DINAS, ask).rows["kunci"].iloc[0]
    before = len(audit.read())
    for deed in (
        lambda: worklists.one_record(DINAS, ask, key, reason),
        lambda: worklists.whole(DINAS, ask, reason),
    ):
        with pytest.raises(NoteError):
            deed()
    assert len(audit.read()) == before


def test_where_the_audit_cannot_be_written_nothing_is_shown(opened, monkeypatch):
    ask = Ask(BY_CODE["nik"], busy_desa("nik"), MONTH)
    key = worklists.read(DINAS, ask).rows["kunci"].iloc[0]

    def broken(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(audit, "record", broken)
    for deed in (
        lambda: worklists.read(DINAS, ask),
        lambda: worklists.one_record(DINAS, ask, key, REASON),
        lambda: worklists.whole(DINAS, ask, REASON),
    ):
        with pytest.raises(worklists.NotNotedError):
            deed()


def test_the_whole_list_of_a_desa(opened):
    for each in LISTS:
        if each.code == "mirip":
            continue  # nobody in the sample
        rows = rows_of(each.code, MONTH)
        if not rows["masuk"].any():
            continue
        ask = Ask(each, busy_desa(each.code), MONTH)
        handed = worklists.whole(DINAS, ask, REASON)
        families = rows[rows["masuk"] & (rows["kode_desa"] == ask.kode)]
        assert handed.total == len(families)
        assert set(handed.rows["no_kk"]) <= set(families["keluarga_id"])
        assert len(handed.rows) >= handed.total  # of `isian` each member at fault
        assert handed.number == audit.read(1)["nomor"].iloc[0]
        assert handed.is_sample
        assert handed.place[1] == "Kabupaten Tegal"


def test_a_month_without_persons_is_not_an_empty_list(opened):
    with pytest.raises(worklists.NoPersonsError):
        worklists.read(DINAS, Ask(BY_CODE["nik"], "33.28.01", "2020-01"))


def test_the_name_behind_a_number_is_for_dinas_and_noted(opened):
    with ledger.opened() as connection:
        names = officer_numbers(pd.read_sql(select(verval), connection))
    for desa, number in list(names)[::40]:
        name = worklists.officer_name(DINAS, desa, number, REASON)
        assert letters(name) == names[desa, number]
        row = audit.read().iloc[0]
        assert (row["perbuatan"], row["perihal"]) == (
            "lihat nama petugas",
            f"petugas {number} di {desa}",
        )
        assert name not in row.to_string()
    noted = len(audit.read())

    with pytest.raises(NoteError):
        worklists.officer_name(DINAS, desa, number, " ")
    with pytest.raises(worklists.GoneError):
        worklists.officer_name(DINAS, desa, 9999, REASON)
    for other in (Scope(Role.WILAYAH, "camat@x.id", (desa[:8],)), Scope(Role.RAKOR, "r@x.id")):
        with pytest.raises(ForbiddenError):
            worklists.officer_name(other, desa, number, REASON)
    assert len(audit.read()) == noted
