"""What a later or odd file must not do to the register: shrink a target, widen it, relabel it."""

from datetime import date

import pytest
from sqlalchemy import text as sql

from queries import publish
from register import __main__ as command
from register import load
from register.importers.format import ImportFailedError
from register.rejects import write
from tests.register.conftest import contents
from tests.register.written import done, meeting, person, text, visit


def targets(register) -> set[tuple[str, str]]:
    return {(row.kegiatan, row.keluarga_id[-1]) for row in contents(register)["sasaran_verval"]}


def test_a_short_list_later_in_the_month_does_not_shrink_the_target(register, load_file, tmp_path):
    load_file(text(tmp_path / "a.csv", [visit(1), visit(2), done(3)], ";"))
    load_file(text(tmp_path / "b.csv", [done(2)], ";"))
    assert targets(register) == {("Verval Uji", n) for n in "123"}


def test_another_kegiatan_in_the_same_month_leaves_the_first(register, load_file, tmp_path):
    load_file(text(tmp_path / "a.csv", [done(1)], ";"))
    other = load_file(text(tmp_path / "b.csv", [done(2, KEGIATAN="Verval Lain")], ";"))

    visits = {(v.kegiatan, v.keluarga_id[-1]) for v in contents(register)["verval"]}
    assert visits == targets(register) == {("Verval Uji", "1"), ("Verval Lain", "2")}
    assert other.replaced == 0


def test_a_corrected_list_says_how_many_rows_gave_way(load_file, tmp_path):
    load_file(text(tmp_path / "a.csv", [done(1), done(2)], ";"))
    assert load_file(text(tmp_path / "b.csv", [done(1)], ";")).replaced == 2


@pytest.mark.parametrize(("most", "stray"), [("88", "99"), ("99", "88")])
def test_one_stray_number_is_a_row_refused(register, load_file, tmp_path, most, stray):
    rows = [person(1, prefix=most), person(2, prefix=most), person(3, prefix=stray)]
    loaded = load_file(text(tmp_path / "a.txt", rows))

    assert (loaded.taken, loaded.rejects["BARIS ASAL"].tolist()) == (2, [4])
    assert "berawalan 99" in loaded.rejects["SEBAB DITOLAK"][0]
    assert [row.contoh for row in contents(register)["muatan"]] == [most == "99"]


@pytest.mark.parametrize("prefix", ["88", "99"])
def test_a_musdes_list_of_nobody_is_what_the_register_is(register, load_file, tmp_path, prefix):
    load_file(text(tmp_path / "a.txt", [person(1, prefix=prefix)]))
    quiet = meeting(day="", NOMOR_BERITA_ACARA="", BERITA_ACARA_DIUNGGAH="")
    load_file(text(tmp_path / "m.csv", [quiet], ","))
    assert {row.contoh for row in contents(register)["muatan"]} == {prefix == "99", None}


def test_a_musdes_list_of_nobody_is_replaced_and_can_come_back(register, load_file, tmp_path):
    quiet = meeting(day="", NOMOR_BERITA_ACARA="", BERITA_ACARA_DIUNGGAH="")
    nobody = text(tmp_path / "a.csv", [quiet], ",")
    load_file(nobody)
    load_file(text(tmp_path / "b.csv", [meeting()], ","))
    assert [row.tanggal is None for row in contents(register)["musdes"]] == [False]

    assert load_file(nobody).already is False
    assert [row.tanggal for row in contents(register)["musdes"]] == [None]


def test_a_desa_of_another_kabupaten_is_not_ours_by_its_name(load_file, tmp_path):
    rows = [person(1), person(2, KABUPATEN_KOTA="KAB. BREBES"), person(3, KABUPATEN_KOTA="TEGAL")]
    loaded = load_file(text(tmp_path / "a.txt", rows))
    assert (loaded.taken, loaded.rejects["BARIS ASAL"].tolist()) == (2, [3])
    assert "tidak dikenal di kabupaten ini" in loaded.rejects["SEBAB DITOLAK"][0]


def test_kota_is_not_the_kabupaten_of_the_same_name(load_file, tmp_path):
    with pytest.raises(ImportFailedError, match="tidak dikenal di kabupaten ini"):
        load_file(text(tmp_path / "a.txt", [person(1, KABUPATEN_KOTA="KOTA TEGAL")]))


def test_a_month_to_come_is_refused(register, tmp_path):
    path = text(tmp_path / "a.txt", [person(1)])
    before = contents(register)
    with pytest.raises(ImportFailedError, match="2026-12 belum berjalan"):
        load.load(register, path, "2026-12", today=date(2026, 11, 30))
    assert contents(register) == before


def test_rejects_are_told_even_when_all_are_refused(data_dir, tmp_path, capsys):
    path = text(tmp_path / "dtks-2026-10.txt", [person(1, NIK="1"), person(2, NIK="2")])
    assert command.main(["import", str(path)]) == 1
    (written,) = (data_dir / "ditolak").glob("dtks-2026-10-*.ditolak.xlsx")
    assert written.name in capsys.readouterr().out


def test_one_postgresql_database_may_hold_both_stores(
    postgres_url, monkeypatch, tmp_path, data_dir
):
    monkeypatch.setenv("REGISTER_URL", postgres_url)
    monkeypatch.setenv("SUMMARY_URL", postgres_url)
    path = text(tmp_path / "dtks-2026-10.txt", [person(1)])
    assert command.main(["import", str(path)]) == 0
    version = publish.publish(command.register_engine(), lambda _: None, "uji")
    assert version.number == 1


def test_publishes_at_once_wait_for_each_other(postgres_url, monkeypatch, tmp_path, data_dir):
    """A second publish gets the next number only after the first has committed its own."""
    monkeypatch.setenv("REGISTER_URL", postgres_url)
    monkeypatch.setenv("SUMMARY_URL", postgres_url)
    command.main(["import", str(text(tmp_path / "dtks-2026-10.txt", [person(1)]))])
    register = command.register_engine()
    publish.publish(register, lambda _: None, "uji")
    with register.connect() as other:
        other.execute(sql("SET statement_timeout = 1000"))
        other.execute(sql("SELECT pg_advisory_xact_lock(20260201)"))
        monkeypatch.setenv("PGOPTIONS", "-c lock_timeout=300")
        with pytest.raises(Exception, match="lock timeout"):
            publish.publish(register, lambda _: None, "uji")
    assert publish.publish(register, lambda _: None, "uji").number == 2


def test_refused_rows_are_told_before_anything_enters(register_url, data_dir, tmp_path, capsys):
    """If the list of what was refused cannot be written, nothing is taken: a retry tells it."""
    data_dir.mkdir(exist_ok=True)
    (data_dir / "ditolak").write_text("in the way")
    path = text(tmp_path / "dtks-2026-10.txt", [person(1), person(2, NIK="1")])
    assert command.main(["import", str(path)]) == 1
    assert "tidak dapat ditulis" in capsys.readouterr().out

    (data_dir / "ditolak").unlink()
    assert command.main(["import", str(path)]) == 0
    assert "1 ditolak" in capsys.readouterr().out


def test_files_of_one_name_keep_their_own_rejects(data_dir, tmp_path):
    for number in (1, 2):
        folder = tmp_path / str(number)
        folder.mkdir()
        text(folder / "a.txt", [person(number), person(9, NIK=str(number))])
    files = [str(tmp_path / n / "a.txt") for n in "12"]
    command.main(["import", *files, "--periode", "2026-10"])
    assert len(list((data_dir / "ditolak").glob("a-*.ditolak.xlsx"))) == 2


def test_a_quote_never_closed_is_no_quiet_loss(load_file, tmp_path):
    path = text(tmp_path / "a.csv", [person(n) for n in range(1, 20)], ";")
    lines = path.read_text().splitlines()
    lines[4] = lines[4].replace("JL CONTOH 1", '"JL CONTOH 1')
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(ImportFailedError, match="Tanda kutip pada baris 5"):
        load_file(path)


def test_a_short_row_comes_back_refused_until_it_is_mended(load_file, tmp_path):
    path = text(tmp_path / "a.txt", [person(1)], below="9928019000000002|JAWA TENGAH|KAB. TEGAL\n")
    rejects = load_file(path).rejects
    again = load_file_or_refusal(load_file, write(rejects, tmp_path / "b.xlsx"))
    assert "harus 16 angka" in again


def load_file_or_refusal(load_file, path) -> str:
    with pytest.raises(ImportFailedError) as told:
        load_file(path)
    return str(told.value)


def test_too_many_columns_are_refused_at_once(load_file, tmp_path):
    path = text(tmp_path / "a.txt", [person(1)])
    wide = [line + "|" * 100_000 for line in path.read_text().splitlines()]
    path.write_text("\n".join(wide))
    with pytest.raises(ImportFailedError, match=r"100023 kolom; paling banyak 500"):
        load_file(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("apa saja", "bukan CSV wilayah"),
        ("kode;nama;tingkat;warna\n33.28;Tegal;kabupaten;biru", "bukan CSV wilayah"),
        ("kode,nama,tingkat\n1,A,desa\n1,B,desa", "tertulis dua kali"),
    ],
)
def test_a_list_of_areas_that_is_none(register_url, tmp_path, capsys, content, said):
    path = tmp_path / "w.csv"
    path.write_text(content)
    assert command.main(["wilayah", str(path)]) == 1
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("url", ["bukanurl", "mysql://localhost/x", "sqlite:///x.db"])
def test_an_address_that_is_none(monkeypatch, tmp_path, capsys, url):
    monkeypatch.setenv("REGISTER_URL", url)
    assert command.main(["check"]) == 1
    assert "Alamat basis data tidak dikenal" in capsys.readouterr().err
