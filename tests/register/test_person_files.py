"""The lists of persons and families: what becomes of each row of a small file per format."""

# ruff: noqa: E501 - a row of a table is a line here, however wide

import shutil
import zipfile
from pathlib import Path

import pytest

from register import load
from register.importers.areas import DesaNeededError
from register.importers.catalogue import explain_unknown, recognise
from register.importers.format import ImportFailedError
from register.schema import FROM_FILES
from register.undo import undo
from tests.register.berkas import FOLDER, orang
from tests.register.conftest import TODAY, contents
from tests.register.written import person, text
from tests.tables import rows

GUCI, SIGEDONG, SLAWI_WETAN = "33.28.02.2001", "33.28.02.2002", "33.28.10.1010"


@pytest.fixture
def taken(register):
    """Load one of the files and return what was taken, refused, and then stands in the register."""

    def load_one(name: str, kode_desa: str | None = None) -> load.Loaded:
        return load.load(register, FOLDER / name, _periode(name), TODAY, kode_desa=kode_desa)

    return load_one


def _periode(name: str) -> str:
    return name.split("-", 1)[1][:7]


def kept(register, table: str, *columns: str) -> list[dict]:
    """Return the rows of a table as drawn ones are read: text, None for empty."""
    found = contents(register)[table]
    cells = [[getattr(row, name) for name in columns] for row in found]
    return [dict(zip(columns, map(_written, row), strict=True)) for row in cells]


def _written(value: object) -> str | None:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return None if value is None else str(value)


def same(register, table: str, text: str) -> None:
    """Demand that the table holds the rows drawn, in any order, and no others."""
    drawn = rows(text)
    found = kept(register, table, *drawn[0])
    assert sorted(found, key=repr) == sorted(drawn, key=repr)


def reasons(loaded: load.Loaded) -> dict[str, str]:
    lines = loaded.rejects["BARIS ASAL"].astype(str)
    return dict(zip(lines, loaded.rejects["SEBAB DITOLAK"], strict=True))


def remarks(register) -> dict[tuple[str, str], tuple[int, str]]:
    """Return field and remark → number of rows, first row numbers."""
    return {
        (row.kolom, row.catatan): (row.jumlah, row.baris_pertama)
        for row in contents(register)["catatan_muatan"]
    }


def test_the_files_are_what_the_generator_makes():
    assert {name: (FOLDER / name).read_bytes() for name in orang.files()} == orang.files()


def test_each_file_is_known_by_its_header():
    # Not by its name, its place, or the length of its numbers.
    for name, sheet in {
        "dtks": orang.DTKS,
        "bnba": orang.BNBA[2:],
        "layar": [orang.LAYAR_HEADINGS],
        "dtsen_keluarga": orang.DTSEN_KELUARGA,
        "dtsen_anggota": orang.DTSEN_ANGGOTA,
        "bdt_art": orang.BDT_ART,
        "bdt_rt": orang.BDT_RT["ruta"][1:],
        "desil": orang.DESIL["Sheet1"][2:],
        "pbi": orang.PBI,
    }.items():
        for header in (sheet[0], list(reversed(sheet[0]))):
            assert recognise(header).format.code == name


def test_dtks_with_columns_of_later_exports(register, taken):
    loaded = taken("dtks-2026-10.txt")

    assert (loaded.taken, len(loaded.rejects)) == (3, 0)
    same(
        register,
        "keluarga",
        f"""
        keluarga_id      | kode_desa  | rt  | rw  | dusun  | alamat      | desil | aktif
        9928020101000001 | {GUCI}     | 001 | 002 | KRAJAN | JL CONTOH 1 | 2     | ya    # 1 and 001, 02 and 2
        9928020101000002 | {SIGEDONG} |     |     |        |             |       | ya    # desil 0: not ranked
    """,
    )
    same(
        register,
        "individu",
        """
        individu_id      | id_dtks          | nama          | tanggal_lahir | jenis_kelamin | padan        | ada_alamat | keadaan        | aktif
        9928020507800001 | 9928019000000001 | BAPAK REKAAN  | 1980-07-05    | L             | padan        | ya         | AKTIF          | ya
        9928024608820002 | 9928019000000001 | IBU REKAAN DUA| 1982-08-06    | P             | tidak padan  | ya         | MENINGGAL      | tidak
        9928020507900003 | 9928019000000002 | WARGA REKAAN  | 1990-07-05    | L             | belum diuji  | tidak      |                | ya
    """,
    )
    same(
        register,
        "kepesertaan",
        """
        program  | keluarga_id      | individu_id      | status
        BPNT     | 9928020101000001 |                  | YA
        PBI-JK   | 9928020101000001 | 9928020507800001 | AKTIF           # of the person
        PKH      | 9928020101000002 |                  | PKH+ BSP+-      # from Ketbansos: its own column is empty
        BPNT     | 9928020101000002 |                  | PKH+ BSP+-
        RUTILAHU | 9928020101000002 |                  | PERBAIKAN 2024  # the column RST
    """,
    )
    assert "KAWIN" not in repr(contents(register))


def test_people_who_died_or_moved_stay_and_are_not_active(register, taken):
    loaded = taken("bnba-2026-10.csv")

    assert loaded.taken == 5
    assert reasons(loaded) == {
        "9": "NIK disamarkan di berkas ini; minta berkas dengan nomor lengkap",
        "10": "TANGGAL LAHIR bukan tanggal; tulis seperti 31/01/2000",
    }
    same(
        register,
        "keluarga",
        f"""
        keluarga_id      | no_kk            | kode_desa     | rt  | rw  | alamat                 | aktif
        9928020101000001 | 9928020101000001 | {GUCI}        | 001 | 002 | JL CONTOH 1; BELAKANG  | ya     # one of two died
        9928020101000002 | 9928020101000002 | {SIGEDONG}    | 001 | 002 | JL CONTOH 2            | tidak  # all of it moved
        9928020101000003 | 9928020101000003 | {SLAWI_WETAN} |     |     | JL CONTOH 3            | ya
    """,
    )
    same(
        register,
        "individu",
        """
        individu_id                 | id_dtks          | nama        | tanggal_lahir | jenis_kelamin | hubungan_keluarga | keadaan          | tanggal_kejadian | aktif | padan
        9928020507800001            | 9928019000000001 | RENÉ REKAAN | 1980-07-05    | L             | KEPALA KELUARGA   | AKTIF            |                  | ya    | belum diuji
        9928024608820002            | 9928019000000001 | WARGA DUA   | 1982-08-06    | P             | ISTRI             | MENINGGAL        | 2026-09-01       | tidak | belum diuji
        9928020507900003            | 9928019000000002 | WARGA TIGA  | 1990-07-05    | L             | KEPALA KELUARGA   | PINDAH           | 2026-09-15       | tidak | belum diuji
        1101014512050004            | 9928019000000003 | WARGA EMPAT | 2005-12-05    | P             | KEPALA KELUARGA   |                  |                  | ya    | belum diuji  # a NIK of Aceh: no fault, no remark
        9928020101000003/WARGA LIMA | 9928019000000003 | WARGA LIMA  | 2010-01-01    | L             | ANAK              | KE LUAR NEGERI   |                  | ya    | belum diuji  # 40179 is that day in Excel
    """,
    )
    same(
        register,
        "kepesertaan",
        """
        program   | keluarga_id      | individu_id      | status
        PKH       | 9928020101000001 |                  | YA
        BST       | 9928020101000002 |                  | SUDAH DITERIMA   # who moved away and still receives must show
        BPNT-PPKM | 9928020101000003 |                  | YA
        PBI-JK    | 9928020101000001 | 9928020507800001 | YA
    """,
    )
    assert remarks(register) == {
        ("STATUS", "berisi kata yang tidak dikenal; orangnya tetap dihitung aktif"): (1, "8")
    }


def test_screen_export_keeps_status_sentences_and_nothing_on_disability(register, taken):
    loaded = taken("layar-2026-10.xlsx")

    assert loaded.taken == 5
    (reason,) = reasons(loaded).items()
    assert reason[0] == "GUCI: 5"
    assert reason[1].startswith("NIK tersimpan sebagai angka")
    same(
        register,
        "individu",
        """
        individu_id      | keluarga_id      | padan       | tanggal_padan | keadaan        | aktif
        9928020507800001 | 9928020101000001 | padan       | 2026-03-01    |                | ya
        9928024608820002 | 9928020101000001 | belum diuji |               | MENINGGAL 2025 | tidak
        9928020507900004 | 9928020101000002 | belum diuji |               | meninggal      | tidak  # Masih Hidup: Tidak
        9928020507900005 | 9928020101000002 | belum diuji |               | nonaktif       | tidak
        9928020507900006 | 9928020101000002 | belum diuji |               | Dihapus        | tidak
    """,
    )
    same(
        register,
        "kepesertaan",
        """
        program   | keluarga_id      | individu_id      | status
        PKH       | 9928020101000001 |                  | SUDAH SALUR; JAN-MAR 2026
        PBI-JK    | 9928020101000001 | 9928020507800001 | AKTIF
        BPNT-PPKM | 9928020101000001 |                  | SI
        ATENSI    | 9928020101000002 | 9928020507900004 | Penerima ATENSI
    """,
    )
    # BST TIDAK with a period, JULI 2021: received then, not now.
    every_cell = repr(contents(register))
    assert "SK-REKAAN" not in every_cell
    assert "TUNA REKAAN" not in every_cell


def test_dtsen_families_by_code(register, taken):
    loaded = taken("dtsen_keluarga-2026-10.csv")

    assert loaded.taken == 6
    assert {line: reason.split()[0] for line, reason in reasons(loaded).items()} == {
        "8": "DESIL",
        "9": "KODE",
        "10": "NOKK",
        "11": "sama",  # K-2 again
    }
    same(
        register,
        "keluarga",
        f"""
        keluarga_id      | kode_desa  | alamat            | desil | aktif
        9928020101000001 | {GUCI}     | JL CONTOH 1, RT 1 | 1     | ya    # code with dots
        9928020101000002 | {SIGEDONG} | JL CONTOH 2       | 10    | ya    # without
        9928020101000003 | {SIGEDONG} | JL CONTOH 3       |       | ya    # 0, -, nan, empty: belum ditentukan
        9928020101000004 | {SIGEDONG} | JL CONTOH 4       |       | ya
        9928020101000005 | {SIGEDONG} |                   |       | ya
        9928020101000006 | {SIGEDONG} | JL CONTOH 6       |       | ya
    """,
    )


def test_dtsen_members_are_linked_by_their_no_kk(register, taken):
    taken("dtsen_keluarga-2026-10.csv")
    loaded = taken("dtsen_anggota-2026-10.txt")

    assert loaded.taken == 3
    assert reasons(loaded) == {"5": "NOKK kosong"}
    same(
        register,
        "individu",
        f"""
        individu_id                 | keluarga_id      | kode_desa  | hubungan_keluarga | pekerjaan | ada_alamat
        9928020507800001            | 9928020101000001 | {GUCI}     | Kepala Keluarga   | Petani    |             # the family file has it
        9928024608820002            | 9928020101000001 | {GUCI}     | Istri             |           |
        9928020101000002/WARGA TIGA | 9928020101000002 | {SIGEDONG} | Kepala Keluarga   | Buruh     |
    """,
    )
    assert len(contents(register)["keluarga"]) == 6  # as the family file left them


def test_a_member_file_without_no_kk_says_so():
    header = [name for name in orang.DTSEN_ANGGOTA[0] if name != "no_kk"]
    assert recognise(header) is None
    assert "DTSEN; kolom yang tidak ditemukan: NOKK." in str(explain_unknown(header))


def test_bdt_members_of_one_desa(register, taken):
    with pytest.raises(DesaNeededError):
        taken("bdt_art-2019-10.csv")
    assert not contents(register)["muatan"]

    loaded = taken("bdt_art-2019-10.csv", GUCI)
    assert loaded.taken == 3
    assert reasons(loaded) == {
        "4": "TANGGAL LAHIR bukan tanggal; tulis seperti 31/01/2000",
        "6": "NOKK harus 16 angka",
    }
    same(
        register,
        "keluarga",
        f"""
        keluarga_id        | no_kk            | kode_desa | rt  | rw  | aktif
        9928020101000001   | 9928020101000001 | {GUCI}    | 002 | 001 | ya
        RT9928019000000001 |                  | {GUCI}    | 002 | 001 | ya   # no No KK: by the rumah tangga
    """,
    )
    same(
        register,
        "individu",
        """
        individu_id                  | id_dtks          | jenis_kelamin | nama_ibu_kandung | ada_alamat
        9928020507800001             | 9928019000000001 | L             | IBU REKAAN       |            # JL is in the other file
        9928020101000001/WARGA DUA   | 9928019000000001 | P             | IBU REKAAN       |
        RT9928019000000001/KEPONAKAN | 9928019000000001 | L             | IBU REKAAN       |
    """,
    )
    assert remarks(register) == {("ID ART", "bukan ID BDT ditambah 2 angka"): (1, "5")}


def test_bdt_households_and_their_joined_programmes(register, taken):
    loaded = taken("bdt_rt-2019-10.xlsx", SIGEDONG)

    assert loaded.taken == 3
    assert reasons(loaded) == {"6": "PERUBAHAN tulis bulan dan tahun, seperti Oktober 2019"}
    same(
        register,
        "rumah_tangga",
        f"""
        rumah_tangga_id  | kode_desa  | nama_krt   | nik_krt          | alamat      | rt  | rw  | jumlah_keluarga | jumlah_anggota | bulan_perubahan | keadaan
        9928019000000001 | {SIGEDONG} | WARGA SATU | 9928020507800001 | JL CONTOH 1 | 001 | 002 | 2               | 4              | 2019-10         | Aktif
        9928019000000002 | {SIGEDONG} | TETANGGA   |                  | JL CONTOH 2 | 001 | 002 | 1               | 1              | 2017-11         |
        9928019000000003 | {SIGEDONG} | WARGA LAIN |                  | JL CONTOH 3 | 001 | 002 | 1               | 1              |                 |
    """,
    )
    same(
        register,
        "kepesertaan",
        """
        program | keluarga_id        | individu_id | status
        PKH     | RT9928019000000001 |             | PKH+ BSP+-
        BPNT    | RT9928019000000001 |             | PKH+ BSP+-   # BSP is BPNT
        BST     | RT9928019000000002 |             | -- BST
    """,
    )


def test_one_family_has_one_desil(register, taken):
    loaded = taken("desil-2026-10.xlsx")

    assert loaded.taken == 5
    told = reasons(loaded)
    assert {line: reason.split()[0] for line, reason in told.items()} == {
        "9": "DESIL",
        "10": "DESIL",
        "11": "NOKK",
    }
    assert told["9"].startswith("DESIL berbeda dari baris lain dengan No KK yang sama")
    assert told["11"].startswith("NOKK tersimpan sebagai angka")
    same(
        register,
        "pemeringkatan",
        """
        keluarga_id      | nik              | desil
        9928020101000001 | 9928020507800001 | 1
        9928020101000001 | 9928024608820002 | 1
        9928020101000002 | 9928020507900003 | 10
        9928020101000003 | 9928020507900004 |      # 0
        9928020101000004 |                  |      # -
    """,
    )


def test_whoever_was_deactivated_is_no_member_of_pbi(register, taken):
    loaded = taken("pbi-2026-10.txt")

    assert loaded.taken == 4
    assert reasons(loaded) == {"5": "NIK kosong, No KK juga kosong"}
    same(
        register,
        "kepesertaan",
        f"""
        program | kode_desa  | keluarga_id      | individu_id                 | status
        PBI-JK  | {GUCI}     | 9928020101000001 | 9928020507800001            | AKTIF
        PBI-JK  | {GUCI}     |                  | 9928024608820002            | terdaftar  # nik_siks; kkno and ket_aktivasi empty
        PBI-JK  | {SIGEDONG} | 9928020101000003 | 9928020101000003/WARGA LIMA | AKTIF
    """,
    )
    assert remarks(register) == {
        ("KET AKTIVASI", "menyebut tidak aktif; tidak dihitung peserta"): (1, "4")
    }


class TestRemarks:
    """What is odd is taken, and counted in the ledger with the first row numbers."""

    def noted(self, register, path, table):
        load.load(register, text(path / "a.txt", table), "2026-10", TODAY)
        return {remark[0]: where for remark, where in remarks(register).items()}

    def test_birth_and_sex_within_the_nik(self, register, tmp_path):
        agrees = {"NIK": "9928011708900001", "TANGGAL LAHIR": "17/08/1990"}
        table = [
            person(1) | agrees,
            person(2, NIK="9928015708900002", JENIS_KELAMIN="P"),  # 17 + 40
            person(3, NIK="9928011808900003"),  # the 18th
            person(4, NIK="9928015708900004"),  # a woman's, and the column says a man
            person(
                7, NIK="9928014508900007", TANGGAL_LAHIR="05/08/1990", JENIS_KELAMIN="P"
            ),  # 5 + 40
            person(5, NIK=""),  # none: nothing to compare
            person(6, NIK="9911011708900006"),  # registered elsewhere first: nothing odd
        ]
        assert self.noted(register, tmp_path, table) == {
            "TANGGAL LAHIR": (1, "4"),
            "JENIS KELAMIN": (1, "5"),
        }

    def test_one_nik_in_two_families(self, register, tmp_path):
        nik = "9928011708900001"
        table = [person(1, NIK=nik), person(2, NIK=nik), person(3, NIK="9928011708900003")]
        assert self.noted(register, tmp_path, table) == {"NIK": (2, "2, 3")}

    def test_one_no_kk_in_two_desa(self, register, tmp_path):
        table = [
            person(n, family=1, NIK=f"992801170890000{n}", DESA_KELUARAHAN=desa)
            for n, desa in enumerate(("GUCI", "GUCI", "SIGEDONG"), start=1)
        ]
        assert self.noted(register, tmp_path, table) == {"NOKK": (3, "2, 3, 4")}

    def test_one_family_with_two_desil(self, register, tmp_path):
        table = [
            person(n, family=1, NIK=f"992801170890000{n}") | {"DESIL": desil}
            for n, desil in enumerate(("3", "", "2"), start=1)
        ]
        assert set(self.noted(register, tmp_path, table)) == {"DESIL"}
        assert [row.desil for row in contents(register)["keluarga"]] == [2]


@pytest.mark.parametrize("name", orang.files())
def test_twice_is_once_a_new_export_replaces_and_undone_it_is_gone(register, taken, tmp_path, name):
    def of_files() -> dict:
        everything = contents(register, "muatan_id", "diganti_muatan")
        return {table.name: everything[table.name] for table in FROM_FILES}

    nothing = of_files()
    first = taken(name, GUCI)
    once = of_files()
    assert taken(name, GUCI).already

    # Exported anew: the same rows, another fingerprint.
    again = load.load(
        register, resaved(FOLDER / name, tmp_path), _periode(name), TODAY, kode_desa=GUCI
    )
    assert (again.taken, again.already) == (first.taken, False)
    assert of_files() == once

    undo(register, again.muatan_id, "penguji", TODAY)
    assert of_files() == once
    undo(register, first.muatan_id, "penguji", TODAY)
    assert of_files() == nothing


def test_the_people_of_a_desa_come_from_one_format(register, taken):
    taken("bnba-2026-10.csv")
    before = contents(register)
    with pytest.raises(ImportFailedError, match=r"Desa 33\.28\.02\.2001 .*muatan 1 .*bnba"):
        taken("dtks-2026-10.txt")
    assert contents(register) == before
    taken("pbi-2026-10.txt")  # memberships may come from several lists


def resaved(path: Path, folder: Path) -> Path:
    """Return a copy with the same rows and other bytes: a line end more, a comment in the zip."""
    copy = Path(shutil.copy(path, folder))
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(copy, "a") as archive:
            archive.comment = b"disimpan lagi"
    else:
        copy.write_bytes(path.read_bytes() + b"\r\n")
    return copy
