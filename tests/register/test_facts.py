"""Facts are data: what ships with the program, and what an office puts in its place."""

from datetime import date

import pytest
from sqlalchemy import insert, select

from queries.indicators import CATALOGUE
from register import connections, fact_file, facts
from register.__main__ import main
from register.importers.format import ImportFailedError
from register.schema import aturan, kuota, pembanding, wilayah_alias
from tests.register.conftest import contents
from tests.register.written import person, text

RULES = "jenis,program,era,peran,nilai_dari,nilai_sampai,satuan,berlaku_dari,berlaku_sampai,"
RULES += "dasar,sumber\n"
PKH = "batas desil,PKH,DTSEN,,1,1,desil,2026-01-29,,Pusdatin,surat\n"


@pytest.fixture
def loading(register, tmp_path):
    """Load a CSV of that name and content into an empty register."""

    def load(name: str, content: str | bytes) -> tuple[str, int]:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with register.begin() as connection:
            table, number = facts.replace(connection, path)
        return table.name, number

    return load


def refused(loading, name: str, content: str) -> str:
    with pytest.raises(ImportFailedError) as told:
        loading(name, content)
    return str(told.value)


class TestShipped:
    def test_they_are_in_an_empty_register(self, register):
        held = contents(register)
        sourced = ("aturan", "pembanding", "kuota", "libur")
        assert {len(held[name]) > 0 for name in (*sourced, "wilayah")} == {True}
        assert all(row.sumber for name in sourced for row in held[name])

    @pytest.mark.parametrize(
        ("program", "day", "highest"),
        [
            ("PKH", date(2024, 6, 30), 2),
            ("PKH", date(2025, 6, 30), 4),
            ("PKH", date(2026, 1, 28), 4),
            ("PKH", date(2026, 1, 29), 1),
            ("PBI-JK", date(2025, 6, 30), 5),
            ("BPNT", date(2026, 10, 31), 2),
        ],
    )
    def test_one_desil_limit_holds_on_a_day(self, register, program, day, highest):
        query = select(aturan.c.nilai_sampai).where(
            aturan.c.jenis == "batas desil",
            aturan.c.program == program,
            aturan.c.berlaku_dari <= day,
            aturan.c.berlaku_sampai.is_(None) | (aturan.c.berlaku_sampai >= day),
        )
        with register.connect() as connection:
            assert connection.scalars(query).all() == [highest]

    def test_bps_figures_are_those_published(self, register):
        query = select(pembanding.c.nilai, pembanding.c.satuan, pembanding.c.rse_pct).where(
            pembanding.c.kode_wilayah == "33.28", pembanding.c.tahun == 2024
        )
        with register.connect() as connection:
            held = {tuple(row) for row in connection.execute(query)}
        assert {
            (98.02, "ribu jiwa", None),
            (6.81, "persen", None),  # never 98.02 thousand by the Dukcapil population: 5,6
            (497_315, "rupiah per jiwa per bulan", None),
        } <= held

    def test_thresholds_are_those_of_the_indicators(self, register):
        query = select(aturan.c.program, aturan.c.nilai_dari, aturan.c.nilai_sampai).where(
            aturan.c.jenis == "ambang", aturan.c.satuan == "persen"
        )
        with register.connect() as connection:
            held = {tuple(row) for row in connection.execute(query)}
        judged = [indicator for indicator in CATALOGUE if indicator.thresholds]
        assert held == {(i.number, i.thresholds.act, i.thresholds.watch) for i in judged}

    def test_what_an_office_has_loaded_stays(self, register, loading):
        loading("aturan.csv", RULES + PKH)
        facts.prepare(register)
        assert len(contents(register)["aturan"]) == 1


class TestReplacing:
    def test_a_file_replaces_its_table(self, register, loading):
        assert loading("aturan-2026.csv", RULES + PKH) == ("aturan", 1)
        (row,) = contents(register)["aturan"]
        assert (row.program, row.nilai_sampai, row.berlaku_dari) == ("PKH", 1, date(2026, 1, 29))
        assert (row.peran, row.berlaku_sampai, row.catatan) == (None, None, None)

    def test_as_indonesian_excel_saves_it(self, register, loading):
        lines = "\ufeffkode_wilayah;tahun;ukuran;nilai;satuan;rse_pct;sumber\r\n"
        lines += "33.28;2024;persentase penduduk miskin;6,81;persen;2,4;BPS\r\n\r\n"
        assert loading("Pembanding.csv", lines) == ("pembanding", 1)
        (row,) = contents(register)["pembanding"]
        assert (row.nilai, row.rse_pct) == (6.81, 2.4)

    def test_dates_and_umlauts_of_windows(self, register, loading):
        lines = RULES + "cut-off usulan,,,,1,11,hari ke,01/02/2026,31/12/2026,Surat “A”,x\n"
        loading("aturan.csv", lines.encode("cp1252"))
        (row,) = contents(register)["aturan"]
        assert (row.berlaku_dari, row.berlaku_sampai) == (date(2026, 2, 1), date(2026, 12, 31))
        assert row.dasar == "Surat “A”"

    def test_a_chosen_alias_outlives_a_new_list(self, register, loading):
        chosen = {"kode": "33.28.02.2001", "nama": "Gutji", "sumber": "dipilih ani, 2026-11-02"}
        with register.begin() as connection:
            connection.execute(insert(wilayah_alias), chosen)
        loading("wilayah_alias.csv", "kode,nama,sumber\n33.28.02.2001,Gucci,hdx2020\n")
        names = [a.nama for a in contents(register)["wilayah_alias"] if a.kode == chosen["kode"]]
        assert sorted(names) == ["Gucci", "Gutji"]

    def test_days_off_of_a_place(self, register, loading):
        lines = "tanggal;hari;kode_wilayah;dasar;sumber\n18/05/2026;Hari jadi;33.28;SK 1;surat\n"
        assert loading("libur.csv", lines) == ("libur", 1)
        (row,) = contents(register)["libur"]
        assert (row.tanggal, row.kode_wilayah) == (date(2026, 5, 18), "33.28")

    def test_two_ranges_may_follow_each_other(self, loading):
        first = PKH.replace("2026-01-29,,", "2025-02-01,2026-01-28,")
        assert loading("aturan.csv", RULES + PKH + first) == ("aturan", 2)


class TestRefusing:
    @pytest.mark.parametrize(
        ("line", "said"),
        [
            (PKH.replace("batas desil", "batas"), "baris 2, kolom jenis: 'batas' tidak dikenal"),
            (PKH.replace("DTSEN", "DTSN"), "kolom era: 'DTSN' tidak dikenal; pilihannya: BDT"),
            (PKH.replace(",1,1,", ",1,satu,"), "kolom nilai_sampai: 'satu' harus bilangan"),
            (PKH.replace("2026-01-29", "29-1-26"), "kolom berlaku_dari: '29-1-26' bukan tanggal"),
            (PKH.replace("2026-01-29", "2026-02-30"), "'2026-02-30' bukan tanggal"),
            (PKH.replace("2026-01-29", ""), "kolom berlaku_dari: wajib diisi"),
            (PKH.replace("Pusdatin", " "), "kolom dasar: wajib diisi"),
            (PKH.replace(",1,1,", ",3,1,"), "kolom nilai_sampai: mendahului nilai_dari"),
            (PKH.replace("29,,", "29,2026-01-28,"), "berlaku_sampai: mendahului berlaku_dari"),
            (PKH + PKH.replace("-29", "-30"), "baris 3, kolom berlaku_dari: masih berlaku aturan"),
        ],
    )
    def test_a_rule_that_is_none(self, register, loading, line, said):
        before = contents(register)
        assert said in refused(loading, "aturan.csv", RULES + line)
        assert contents(register) == before

    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("kuota.csv", "program,jumlah\nPKH,1\n", "bukan CSV kuota (kolom yang kurang"),
            ("aturan.csv", RULES, "tidak ada barisnya"),
            ("aturan.csv", "", "bukan CSV aturan"),
            ("rules.csv", RULES + PKH, "nama berkas harus diawali nama tabelnya"),
            (
                "kuota.csv",
                "program,kode_wilayah,jumlah,satuan,berlaku_dari,sumber\n"
                "PKH,33.1,10.000,KK,2026-01-01,x\n",
                "kolom kode_wilayah: '33.1' bukan kode Kemendagri",  # Excel ate the nought
            ),
            (
                "libur.csv",
                "tanggal,hari,kode_wilayah,dasar,sumber\n2026-10-12,Pilkades,33.28.01.2001,SK,x\n",
                "kolom kode_wilayah: '33.28.01.2001': libur dicatat untuk 00, provinsi, atau",
            ),
            (
                "libur-2026.csv",
                "tanggal,hari,kode_wilayah,dasar,sumber\n"
                "2026-10-12,Hari jadi,33.28,SK,x\n12/10/2026,Hari jadi lagi,33.28,SK,x\n",
                "baris 3, kolom tanggal: kode_wilayah + tanggal tertulis dua kali",
            ),
            (
                "pembanding.csv",
                "kode_wilayah,tahun,ukuran,nilai,satuan,sumber\n"
                "33.28,2024,x,1,persen,a\n33.28,2024,x,2,persen,a\n",
                "baris 3, kolom ukuran: kode_wilayah + tahun + ukuran tertulis dua kali",
            ),
        ],
    )
    def test_a_file_that_is_none(self, loading, name, content, said):
        assert said in refused(loading, name, content)

    def test_a_quota_of_ten_thousand_is_not_ten(self, tmp_path):
        path = tmp_path / "kuota.csv"
        path.write_text(
            "program,kode_wilayah,jumlah,satuan,berlaku_dari,sumber\n"
            "PKH,33.28,10.000,KK,2026-01-01,x\n"
        )
        with pytest.raises(ImportFailedError, match=r"jumlah: '10\.000' harus bilangan bulat"):
            fact_file.read(path, kuota)

    def test_two_files_are_loaded_together_or_not_at_all(self, register_url, tmp_path, capsys):
        good, bad = tmp_path / "aturan.csv", tmp_path / "kuota.csv"
        good.write_text(RULES + PKH)
        bad.write_text("program\nPKH\n")
        assert main(["fakta", str(good)]) == 0
        assert capsys.readouterr().out == "aturan.csv: 1 baris aturan dimuat.\n"
        good.write_text(RULES + PKH.replace("PKH", "BPNT") + PKH)
        assert main(["fakta", str(good), str(bad)]) == 1
        assert capsys.readouterr().out == ""
        register = connections.engine(register_url)
        assert [rule.program for rule in contents(register)["aturan"]] == ["PKH"]
        register.dispose()


class TestAnotherKabupaten:
    AREAS = "kode,nama,tingkat,kode_induk\n{0},Kota Uji,kota,99\n{0}.01,Hulu,kecamatan,{0}\n"
    AREAS += "{0}.01.1001,Watu,kelurahan,{0}.01\n"

    def bring(self, register, folder, *kabupaten: str) -> list[str]:
        """Load the areas of these kabupaten at once; return the codes that then are known."""
        paths = [folder / f"{kode}.csv" for kode in kabupaten]
        for path, kode in zip(paths, kabupaten, strict=True):
            path.write_text(self.AREAS.format(kode))
        with register.begin() as connection:
            facts.bring_areas(connection, paths)
        return sorted(row.kode for row in contents(register)["wilayah"] if len(row.kode) == 5)

    def test_the_shipped_one_makes_way_and_stays_away(self, register, tmp_path):
        assert self.bring(register, tmp_path, "99.71") == ["99.71"]
        facts.prepare(register)
        held = contents(register)
        assert len(held["wilayah"]) == 3
        assert held["wilayah_alias"] == []

    def test_several_stand_beside_each_other(self, register, tmp_path):
        assert self.bring(register, tmp_path, "99.71", "99.72") == ["99.71", "99.72"]
        assert self.bring(register, tmp_path, "99.73") == ["99.71", "99.72", "99.73"]

    def test_the_shipped_one_named_stays_with_its_aliases(self, register, tmp_path):
        shipped = facts.SHIPPED_AREAS
        before = contents(register)
        self.bring(register, tmp_path, "99.71")
        with register.begin() as connection:
            assert [n for _, n in facts.bring_areas(connection, [shipped])] == [306, 9]
        assert contents(register)["wilayah_alias"] == before["wilayah_alias"]

    def test_once_anything_is_imported_nothing_makes_way(self, register, load_file, tmp_path):
        load_file(text(tmp_path / "dtks.txt", [person(1)]))
        assert self.bring(register, tmp_path, "99.71") == ["33.28", "99.71"]
