"""What a load leaves in the register: replaced, added, frozen, or nothing at all."""

from datetime import date

import pytest

from register import load
from register.importers.areas import DesaNeededError
from register.importers.format import ImportFailedError
from register.importing import periode_of
from register.naming import name_desa
from register.rejects import keep, write
from register.undo import undo
from tests.register.berkas import FOLDER
from tests.register.conftest import TODAY, contents
from tests.register.written import book, done, listed, meeting, person, text, visit

TAHAP = (
    "KECAMATAN;DESA/KELURAHAN;NIK;NOKK;NAMA;PROGRAM BANSOS;JENIS USULAN;JALUR;TANGGAL MUSDES;"
    "TANGGAL DIAJUKAN;TANGGAL VERIFIKASI;HASIL VERIFIKASI;TANGGAL DISETUJUI;TANGGAL DISAHKAN;"
    "TANGGAL DIPROSES;TANGGAL DITETAPKAN;TANGGAL DITOLAK;TAHAP;ALASAN"
)


def families(register) -> set[tuple[str, str]]:
    return {(row.kode_desa[-4:], row.no_kk[-1]) for row in contents(register)["keluarga"]}


def in_force(held: dict[str, list]) -> dict[str, list]:
    return {name: rows for name, rows in held.items() if not name.startswith("arsip_")}


@pytest.mark.parametrize("kind", ["dtks", "verval", "musdes"])
def test_the_same_file_twice_changes_nothing(register, load_file, tmp_path, kind):
    tables = {
        "dtks": [person(1, PBI_JKN="YA", BANSOS_PKH="YA"), person(2, NIK="1")],
        "verval": [visit(1), done(2), done(3, result="?")],
        "musdes": [meeting(), meeting("SIGEDONG", "x")],
    }
    path = text(tmp_path / "a.csv", tables[kind], ";")
    first = load_file(path)
    before = contents(register)

    again = load_file(path)

    assert (first.taken, first.already) == (1 if kind != "verval" else 2, False)
    assert (again.taken, again.already) == (0, True)
    assert contents(register) == before
    assert sum(map(len, before.values())) > 0


def test_the_same_rows_in_another_file_change_nothing_but_the_load(register, load_file, tmp_path):
    rows = [person(1, PBI_JKN="YA"), person(2, family=1), person(3)]
    load_file(text(tmp_path / "a.txt", rows))
    before = in_force(contents(register, "muatan_id"))

    load_file(book(tmp_path / "b.xlsx", rows[::-1], above=1))

    after = in_force(contents(register, "muatan_id"))
    assert len(after.pop("muatan")) == 2
    for of_the_load in ("muatan", "catatan_muatan"):
        before.pop(of_the_load), after.pop(of_the_load, None)
    assert after == before


def test_a_corrected_file_replaces_its_desa_and_leaves_the_others(register, load_file, tmp_path):
    sigedong = {"DESA_KELUARAHAN": "SIGEDONG"}
    load_file(text(tmp_path / "a.txt", [person(1), person(2), person(3, **sigedong)]))
    load_file(text(tmp_path / "sept.txt", [person(1)]), "2026-09")
    assert families(register) == {("2001", "1"), ("2001", "2"), ("2002", "3")}

    # Guci again, without its second family and with a new one.
    load_file(text(tmp_path / "b.txt", [person(1, NAMA="REKAAN LAIN"), person(4)]))

    held = contents(register)
    assert families(register) == {("2001", "1"), ("2001", "4"), ("2002", "3")}
    assert {(p.periode, p.nama) for p in held["individu"]} == {
        ("2026-09", "WARGA REKAAN 1"),  # another periode
        ("2026-10", "REKAAN LAIN"),
        ("2026-10", "WARGA REKAAN 4"),
        ("2026-10", "WARGA REKAAN 3"),
    }
    assert [load.digantikan_oleh for load in held["muatan"]] == [3, None, None]


def test_a_replaced_file_can_come_back(register, load_file, tmp_path):
    first = text(tmp_path / "a.txt", [person(1)])
    load_file(first)
    load_file(text(tmp_path / "b.txt", [person(2)]))
    assert load_file(first).already is False
    assert families(register) == {("2001", "1")}


def test_formats_do_not_replace_each_other(register, load_file, tmp_path):
    load_file(text(tmp_path / "a.txt", [person(1)]))
    load_file(text(tmp_path / "v.csv", [done(1)], ";"))
    load_file(text(tmp_path / "m.csv", [meeting()], ","))
    held = contents(register)
    assert [len(held[t]) for t in ("keluarga", "verval", "sasaran_verval", "musdes")] == [1] * 4
    assert [load.digantikan_oleh for load in held["muatan"]] == [None] * 3


def test_two_files_of_one_month_add_up(register, load_file, tmp_path):
    load_file(text(tmp_path / "a.txt", [person(1)]))
    load_file(book(tmp_path / "b.xlsx", [person(2, DESA_KELUARAHAN="SIGEDONG")]))
    assert families(register) == {("2001", "1"), ("2002", "2")}


def test_rows_replaced_in_part_can_be_replaced_in_full(register, load_file, tmp_path):
    """A load that has lost one desa to a second file loses the other to a third."""
    sigedong = {"DESA_KELUARAHAN": "SIGEDONG"}
    load_file(text(tmp_path / "a.txt", [person(1), person(2, **sigedong)]))
    load_file(text(tmp_path / "b.txt", [person(3)]))
    third = load_file(text(tmp_path / "c.txt", [person(4, **sigedong)]))
    assert families(register) == {("2001", "3"), ("2002", "4")}
    assert third.replaced == 1


class TestOneFormat:
    """Families and persons of one desa and month come from one format."""

    def test_another_format_is_refused_in_words(self, register, load_file, tmp_path):
        load_file(text(tmp_path / "a.txt", [person(1)]))
        before = contents(register)
        with pytest.raises(ImportFailedError) as told:
            load_file(text(tmp_path / "b.csv", [listed(2)], ";"))
        assert contents(register) == before
        assert str(told.value).startswith(
            "Desa 33.28.02.2001 periode 2026-10 sudah diisi muatan 1 (Ekspor DTKS SIKS-NG (23 "
            "kolom), berkas a.txt)."
        )
        assert "python -m register undo 1" in str(told.value)

    def test_other_desa_and_months_are_free(self, register, load_file, tmp_path):
        load_file(text(tmp_path / "a.txt", [person(1)]))
        load_file(text(tmp_path / "b.csv", [listed(2, DESA_KELUARAHAN="SIGEDONG")], ";"))
        load_file(text(tmp_path / "c.csv", [listed(3)], ";"), "2026-09")
        assert {(p.periode, p.nik[-1]) for p in contents(register)["individu"]} == {
            ("2026-10", "1"),
            ("2026-10", "2"),
            ("2026-09", "3"),
        }

    def test_after_undoing_it_is_free_too(self, register, load_file, tmp_path):
        load_file(text(tmp_path / "a.txt", [person(1)]))
        undo(register, 1, "penguji", TODAY)
        assert load_file(text(tmp_path / "b.csv", [listed(2)], ";")).taken == 1


class TestSuccession:
    """The list of how proposals move on takes the place of the files that proposed them."""

    @pytest.fixture
    def proposals(self, tmp_path):
        def rows(desa: str, program: str = "PKH") -> dict:
            return dict(
                zip(
                    TAHAP.split(";"),
                    f"BUMIJAWA;{desa};9928011708900001;9928010101000001;WARGA REKAAN;{program};"
                    "baru;musdes;01/10/2026;;;;;;;;;;".split(";"),
                    strict=True,
                )
            )

        return rows

    def test_desa_by_desa_and_back_again(self, register, load_file, tmp_path, proposals):
        load_file(FOLDER / "usulan_v4-2026-10.csv")
        before = contents(register)
        desa = {row.kode_desa for row in before["usulan"]}
        assert len(desa) > 1

        later = load_file(text(tmp_path / "t.csv", [proposals("GUCI")], ";"))

        held = contents(register)
        assert {(row.kode_desa, row.muatan_id) for row in held["usulan"]} == {
            (kode, 2 if kode == "33.28.02.2001" else 1) for kode in desa
        }
        assert later.replaced == sum(r.kode_desa == "33.28.02.2001" for r in before["usulan"])
        assert [load.digantikan_oleh for load in held["muatan"]] == [2, None]
        undo(register, 2, "penguji", TODAY)
        assert contents(register)["usulan"] == before["usulan"]

    def test_what_waited_is_overtaken(self, register, load_file, tmp_path, proposals):
        v4 = (FOLDER / "usulan_v4-2026-10.csv").read_text(encoding="utf-8-sig")
        path = tmp_path / "v4.csv"
        path.write_text(v4.replace("GUCI", "GUCCI").replace("Guci", "Gucci"), encoding="utf-8")
        waits = load_file(path).waiting
        load_file(text(tmp_path / "t.csv", [proposals("GUCI")], ";"))
        named = name_desa(register, "33.28.02", "GUCCI", "33.28.02.2001", "penguji", TODAY)
        assert (named.released, named.outdated) == (0, waits)
        held = [u.muatan_id for u in contents(register)["usulan"] if u.kode_desa[-4:] == "2001"]
        assert held == [2]

    def test_not_the_other_way_round(self, register, load_file, tmp_path, proposals):
        load_file(text(tmp_path / "t.csv", [proposals("GUCI")], ";"))
        with pytest.raises(ImportFailedError, match=r"sudah diisi muatan 1 .*berkas t\.csv"):
            load_file(FOLDER / "usulan_v4-2026-10.csv")


def test_a_file_of_one_desa_is_of_the_desa_named(register, load_file):
    path = FOLDER / "bdt_rt-2019-10.xlsx"
    with pytest.raises(DesaNeededError):
        load_file(path, "2019-10")
    load_file(path, "2019-10", kode_desa="33.28.02.2001")
    assert {r.kode_desa for r in contents(register)["rumah_tangga"]} == {"33.28.02.2001"}
    assert load_file(path, "2019-10", kode_desa="33.28.02.2001").already
    assert not load_file(path, "2019-10", kode_desa="33.28.02.2002").already


def test_what_is_odd_is_counted_and_taken(register, load_file, tmp_path):
    """A NIK that tells another birthday than the column is a note (domain.md 3.1)."""
    days = {1: "17/08/2000", 2: "17/08/2000", 3: "18/08/2000"}
    rows = [person(n, NIK=f"992801170800000{n}", TANGGAL_LAHIR=day) for n, day in days.items()]
    loaded = load_file(text(tmp_path / "a.txt", rows))
    assert loaded.taken == 3
    (note,) = contents(register)["catatan_muatan"]
    assert (note.muatan_id, note.kolom, note.jumlah, note.baris_pertama) == (
        1,
        "TANGGAL LAHIR",
        1,
        "4",
    )


class TestMended:
    """A reject file, mended, adds exactly the rows that were mended."""

    @pytest.fixture
    def mend(self, load_file, tmp_path):
        def import_mended(path, periode="2026-10", **cells) -> load.Loaded:
            rejects = load_file(path, periode).rejects
            mended = rejects.assign(**{name.replace("_", " "): v for name, v in cells.items()})
            return load_file(write(mended, tmp_path / f"{path.stem}.ditolak.xlsx"), periode)

        return import_mended

    def test_persons(self, register, mend, tmp_path):
        rows = [
            person(1, BANSOS_PKH="YA", PBI_JKN="YA"),
            person(2, family=1, NIK="1", PBI_JKN="YA", BANSOS_PKH="YA"),
            person(3),
        ]
        done = mend(text(tmp_path / "a.txt", rows), NIK="9928011708000009")

        assert (done.taken, len(done.rejects)) == (1, 0)
        held = contents(register)
        assert len(held["keluarga"]) == 2  # the family was there with its first member
        assert {p.individu_id[-1] for p in held["individu"]} == {"1", "3", "9"}
        assert len(held["kepesertaan"]) == 3  # PKH once for the family, PBI-JK for two persons
        assert [m.digantikan_oleh for m in held["muatan"]] == [None, None]

    def test_twice_is_once(self, register, load_file, mend, tmp_path):
        mend(text(tmp_path / "a.txt", [person(1), person(2, NIK="1")]), NIK="9928011708000009")
        before = contents(register)
        assert load_file(tmp_path / "a.ditolak.xlsx").already
        assert load_file(tmp_path / "a.txt").already
        assert contents(register) == before

    def test_what_is_there_already_is_not_told_as_taken(self, register, load_file, tmp_path):
        rejects = load_file(text(tmp_path / "a.txt", [person(1), person(2, NIK="1")])).rejects
        same = rejects.assign(NIK=person(1)["NIK"], NOKK=person(1)["NOKK"])
        again = load_file(write(same, tmp_path / "b.xlsx"))
        assert again.taken == 0
        assert [m.baris_diambil for m in contents(register)["muatan"]] == [1, 0]

    def test_half_mended(self, register, load_file, tmp_path):
        path = text(tmp_path / "a.txt", [person(1), person(2, NIK="1"), person(3, NIK="2")])
        rejects = load_file(path).rejects
        rejects.loc[0, "NIK"] = "9928011708000009"
        again = load_file(write(rejects, tmp_path / "b.xlsx"))
        assert (again.taken, len(again.rejects)) == (1, 1)
        assert again.rejects["BARIS ASAL"].tolist() == [3]  # the row of the file in hand
        assert {p.individu_id[-1] for p in contents(register)["individu"]} == {"1", "9"}

    def test_meetings(self, register, mend, tmp_path):
        rows = [meeting(), meeting("SIGEDONG", "?")]
        mend(text(tmp_path / "m.csv", rows, ","), TANGGAL_MUSDES="06/10/2026")
        assert [(m.kode_desa[-4:], m.tanggal.day) for m in contents(register)["musdes"]] == [
            ("2001", 5),
            ("2002", 6),
        ]

    def test_targets_and_visits(self, register, mend, tmp_path):
        rows = [visit(1), done(2), visit(3, NIK="1"), done(4, NIK="1")]
        path = text(tmp_path / "v.csv", rows, ";")
        mend(path, NIK="9928011708000009")

        held = contents(register)
        # The target list was given with four families; that two rows had a fault does not
        # make it shorter once they are mended.
        assert {t.keluarga_id[-1] for t in held["sasaran_verval"]} == {"1", "2", "3", "4"}
        assert {v.keluarga_id[-1] for v in held["verval"]} == {"2", "4"}

    def test_visits_of_a_later_list_add_nothing_to_the_target(
        self, register, load_file, mend, tmp_path
    ):
        load_file(text(tmp_path / "sept.csv", [visit(1)], ";"), "2026-09")
        mend(text(tmp_path / "v.csv", [done(1), done(2, NIK="1")], ";"), NIK="9928011708000009")
        held = contents(register)
        assert {t.keluarga_id[-1] for t in held["sasaran_verval"]} == {"1"}
        assert {v.keluarga_id[-1] for v in held["verval"]} == {"1", "2"}

    def test_mended_as_text_with_a_short_row(self, load_file, tmp_path):
        rejects = load_file(text(tmp_path / "a.txt", [person(1), person(2, NIK="1")])).rejects
        rejects["NIK"] = "9928011708000009"
        rows = rejects.astype(str).to_dict("records")
        path = text(tmp_path / "b.csv", rows, ";", below="4;NIK;harus\r\n")
        again = load_file(path)
        assert (again.taken, again.rejects["BARIS ASAL"].tolist()) == (1, [3])


class TestTarget:
    """The target is the list as it was when the campaign began."""

    def test_stays_frozen_when_later_lists_come(self, register, load_file, tmp_path):
        load_file(text(tmp_path / "a.csv", [visit(1), visit(2)], ";"), "2026-07")
        frozen = contents(register)["sasaran_verval"]
        later = [done(1), done(3), visit(4)]  # 3 and 4 were not on the list
        load_file(text(tmp_path / "b.csv", later, ";"), "2026-08")
        held = contents(register)
        assert held["sasaran_verval"] == frozen
        assert {v.keluarga_id[-1] for v in held["verval"]} == {"1", "3"}

    def test_a_desa_that_comes_later_is_frozen_then(self, register, load_file, tmp_path):
        load_file(text(tmp_path / "a.csv", [visit(1)], ";"), "2026-07")
        sigedong = {"DESA_KELURAHAN": "SIGEDONG"}
        load_file(text(tmp_path / "b.csv", [done(1), visit(5, **sigedong)], ";"), "2026-08")
        targets = contents(register)["sasaran_verval"]
        assert {(t.kode_desa[-4:], t.keluarga_id[-1]) for t in targets} == {
            ("2001", "1"),
            ("2002", "5"),
        }
        assert {(t.mulai, t.batas) for t in targets} == {(date(2026, 7, 6), date(2026, 11, 30))}

    def test_each_campaign_has_its_own(self, register, load_file, tmp_path):
        rows = [visit(1), visit(1, KEGIATAN="Lain"), visit(2, KEGIATAN="Lain")]
        load_file(text(tmp_path / "a.csv", rows, ";"))
        targets = contents(register)["sasaran_verval"]
        assert {(t.kegiatan, t.keluarga_id[-1]) for t in targets} == {
            ("Verval Uji", "1"),
            ("Lain", "1"),
            ("Lain", "2"),
        }

    def test_a_visit_told_twice_is_one_visit(self, register, load_file, tmp_path):
        load_file(text(tmp_path / "a.csv", [done(1)], ";"), "2026-08")
        load_file(text(tmp_path / "b.csv", [done(1), done(1, day="11/08/2026")], ";"), "2026-09")
        visits = contents(register)["verval"]
        assert [v.tanggal_kunjungan.day for v in visits] == [10, 11]

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"TANGGAL_MULAI": ""}, "TANGGAL MULAI, BATAS WAKTU"),  # nothing to end
            ({"BATAS_WAKTU": ""}, "BATAS WAKTU"),
            ({"BATAS_WAKTU": "05/07/2026"}, "BATAS WAKTU"),  # before the start
            ({"KEGIATAN": "", "HASIL_VERVAL": "Belum Cek"}, "KEGIATAN"),
            ({"HASIL_VERVAL": "Layak"}, "TANGGAL VERVAL"),  # a result without a day
            ({"NOKK": ""}, "NOKK"),
        ],
    )
    def test_rows_that_cannot_be_placed(self, screen, tmp_path, wrong, field):
        found = screen(text(tmp_path / "a.csv", [visit(1, **wrong), done(2)], ";"))
        assert found.rejects["KOLOM DITOLAK"].tolist() == [field]

    def test_a_visit_without_campaign_has_no_target(self, register, load_file, tmp_path):
        history = done(1, KEGIATAN="", TANGGAL_MULAI="", BATAS_WAKTU="", day="01/03/2025")
        load_file(text(tmp_path / "a.csv", [history], ";"))
        held = contents(register)
        assert held["sasaran_verval"] == []
        assert [(v.kegiatan, v.hasil) for v in held["verval"]] == [(None, "layak")]


class TestSampleAndReal:
    """Invented and real people never share a register. 99 marks the invented."""

    def rows(self, prefix: str) -> list[dict]:
        return [person(1, prefix=prefix)]

    @pytest.mark.parametrize(("held", "coming"), [("99", "88"), ("88", "99")])
    def test_mixing_is_refused_both_ways(self, register, load_file, tmp_path, held, coming):
        load_file(text(tmp_path / "a.txt", self.rows(held)))
        before = contents(register)
        with pytest.raises(ImportFailedError, match="DATA CONTOH"):
            load_file(text(tmp_path / "b.txt", self.rows(coming)))
        assert contents(register) == before

    @pytest.mark.parametrize(
        "coming",
        [[visit(1, prefix="88")], [meeting(NOMOR_BERITA_ACARA="145/BA/X/2026")]],
        ids=["verval", "musdes"],
    )
    def test_other_lists_are_refused_too(self, register, load_file, tmp_path, coming):
        load_file(text(tmp_path / "a.txt", self.rows("99")))
        with pytest.raises(ImportFailedError, match="DATA CONTOH"):
            load_file(text(tmp_path / "b.csv", coming, ";"))

    def test_real_data_is_not_marked_as_sample(self, register, load_file, tmp_path):
        load_file(text(tmp_path / "a.txt", self.rows("88")))
        assert [load.contoh for load in contents(register)["muatan"]] == [False]


def test_the_as_of_date_while_the_month_runs(register, tmp_path):
    path = text(tmp_path / "a.txt", [person(1)])
    load.load(register, path, "2026-10", today=date(2026, 10, 15))
    assert [p.tanggal_acuan for p in contents(register)["periode"]] == [date(2026, 10, 15)]
    # Another list of the month, after it has ended, closes it.
    load.load(register, text(tmp_path / "m.csv", [meeting()], ","), "2026-10", today=TODAY)
    assert [p.tanggal_acuan for p in contents(register)["periode"]] == [date(2026, 10, 31)]


def test_eras(register, load_file, tmp_path):
    for periode in ("2019-06", "2022-01", "2024-12", "2026-10"):
        load_file(text(tmp_path / f"{periode}.txt", [person(1)]), periode)
    assert {p.periode: p.era for p in contents(register)["periode"]} == {
        "2019-06": "BDT",
        "2022-01": "DTKS",
        "2024-12": "DTKS",
        "2026-10": "DTSEN",
    }


def test_rejects_carry_no_value_of_their_own_in_the_reason(load_file, tmp_path):
    bad = person(2, NIK="99280117080000XX", NAMA="SITI RAHASIA", TANGGAL_LAHIR="1708-1990")
    rejects = load_file(text(tmp_path / "a.txt", [person(1), bad])).rejects
    told = rejects["SEBAB DITOLAK"].str.cat() + rejects["KOLOM DITOLAK"].str.cat()
    assert "99280117" not in told
    assert "RAHASIA" not in told


class TestRejectFile:
    """Where refused rows go: nothing that may have been mended is written over."""

    @pytest.fixture
    def rows(self, load_file, tmp_path):
        return load_file(text(tmp_path / "a.txt", [person(1), person(2, NIK="1")])).rejects

    def test_beside_the_earlier_one(self, rows):
        first = keep(rows, "a", "2026-10", "abcdef0")
        first.write_bytes(b"mended")
        names = [keep(rows, "a", "2026-10", "abcdef0").name for _ in range(2)]
        assert names == ["a-2026-10-abcdef-2.ditolak.xlsx", "a-2026-10-abcdef-3.ditolak.xlsx"]
        assert first.read_bytes() == b"mended"

    @pytest.mark.parametrize(
        ("name", "kept"),
        [
            ("dtks", "dtks-2026-10"),
            ("dtks-2026-10-bumijawa", "dtks-2026-10-bumijawa"),
            ("dtks_202610", "dtks_2026-10"),
            ("dtks-2026-09", "dtks-2026-10"),  # imported for another month than it is named after
        ],
    )
    def test_comes_back_to_its_month(self, rows, name, kept):
        path = keep(rows, name, "2026-10", "abcdef0")
        assert path.name == f"{kept}-abcdef.ditolak.xlsx"
        assert periode_of(path, None) == "2026-10"

    def test_for_this_account_alone(self, rows, tmp_path, monkeypatch):
        monkeypatch.setenv("PANTAU_DATA", str(tmp_path / "baru" / "data"))
        folder = keep(rows, "a", "2026-10", "abcdef0").parent
        assert [oct(p.stat().st_mode)[-3:] for p in (folder, folder.parent)] == ["700", "700"]


class TestRanking:
    """Offices get the desil list per desa; no row of it says of which."""

    @pytest.fixture
    def ranked(self, load_file, tmp_path):
        def load_list(name: str, desil: dict[int, str]) -> load.Loaded:
            rows = [
                {"NO KK": person(n)["NOKK"], "NIK": person(n)["NIK"], "DESIL": d}
                for n, d in desil.items()
            ]
            return load_file(text(tmp_path / name, rows, ";"))

        return load_list

    def test_a_list_of_other_families_adds(self, register, ranked):
        ranked("a.csv", {1: "1", 2: "2"})
        second = ranked("b.csv", {2: "5", 3: "3"})
        held = contents(register)["pemeringkatan"]
        assert {(p.keluarga_id[-1], p.desil) for p in held} == {("1", 1), ("2", 5), ("3", 3)}
        assert (second.replaced, second.taken) == (1, 2)
        undo(register, 2, "penguji", TODAY)
        held = contents(register)["pemeringkatan"]
        assert {(p.keluarga_id[-1], p.desil) for p in held} == {("1", 1), ("2", 2)}

    def test_a_family_comes_whole(self, register, ranked, load_file, tmp_path):
        rows = [{"NO KK": person(1)["NOKK"], "NIK": person(n)["NIK"], "DESIL": "1"} for n in (1, 2)]
        load_file(text(tmp_path / "a.csv", rows, ";"))
        ranked("b.csv", {1: "4"})
        held = contents(register)["pemeringkatan"]
        assert [(p.nik[-1], p.desil) for p in held] == [("1", 4)]
