"""A past figure that changes is kept beside the new one; what was never the same is not one."""

from datetime import date

import pandas as pd

from queries import publish, revisions, summary
from register import connections, facts, load
from tests.queries.conftest import stored
from tests.register.written import person, text

COLUMNS = [*revisions.CELL, "numerator", "denominator", "unknown", "versi_definisi"]


def table(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)


def changed(before: pd.DataFrame, after: pd.DataFrame, *months: str) -> list[tuple]:
    found = revisions._changed(before, after, set(months))
    return [tuple(None if v != v else v for v in row) for row in found.to_numpy().tolist()]


def test_only_what_differs():
    before = table(
        ("i", "", "2026-09", "a", 1, 2, 0, 1),
        ("i", "", "2026-09", "b", 1, 2, 0, 1),  # changes
        ("i", "", "2026-09", "c", 1, 2, 0, 1),  # is taken back
        ("i", "", "2026-10", "a", 1, 2, 0, 1),  # of the running month
        ("j", "", "2026-09", "a", 1, 2, 0, 1),  # its definition changes
    )
    after = table(
        ("i", "", "2026-09", "a", 1, 2, 0, 1),
        ("i", "", "2026-09", "b", 1, 2, 1, 1),
        ("i", "", "2026-09", "d", 3, 4, 0, 1),  # comes late
        ("i", "", "2026-10", "a", 9, 9, 0, 1),
        ("j", "", "2026-09", "a", 9, 9, 0, 2),
        ("i", "new", "2026-09", "a", 1, 2, 0, 1),  # a part that was not published before
        ("k", "", "2026-09", "a", 1, 2, 0, 1),  # an indicator that was not
    )

    assert changed(before, after, "2026-09") == [
        ("i", "", "2026-09", "b", 1, 2, 0),
        ("i", "", "2026-09", "c", 1, 2, 0),
        ("i", "", "2026-09", "d", None, None, None),
    ]


def test_nothing_differs_from_itself():
    rows = table(("i", "", "2026-09", "a", 1, 2, 0, 1))
    assert changed(rows, rows.copy(), "2026-09") == []
    assert changed(rows[:0], rows, "2026-09") == []


def test_revisions_are_kept_from_version_to_version(tmp_path, data_dir):
    register = connections.register_engine()
    facts.prepare(register)

    def bring(name: str, rows: list[dict], periode: str) -> None:
        load.load(register, text(tmp_path / name, rows, ";"), periode, date(2026, 11, 2))

    bring("a.csv", [person(1), person(2)], "2026-09")
    bring("b.csv", [person(1), person(2)], "2026-10")
    first = publish.publish(register, lambda _: None, "uji")
    bring("c.csv", [person(1), person(2), person(3)], "2026-09")  # a corrected September
    second = publish.publish(register, lambda _: None, "uji")
    third = publish.publish(register, lambda _: None, "uji")

    assert stored(first, "revisi").empty
    for version in (second, third):
        kept = stored(version, "revisi")
        assert set(kept["periode"]) == {"2026-09"}
        assert set(kept["terbitan_lama"]) == {1}
        whole = kept[(kept["indikator"] == "nik_padan_pct") & (kept["rincian"] == "")]
        assert whole[["numerator", "denominator"]].to_numpy().tolist() == [[2, 2]]
    for version in (first, second, third):
        summary.engine(version).dispose()
    register.dispose()
