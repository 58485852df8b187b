"""The import page in a browser, over a real register of the sample: files good, bad and wrong."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pytest
import python_calamine
import xlsxwriter
from playwright.sync_api import Browser, Page, expect

from queries import read, summary
from reports import locking
from tests import server
from tests.e2e import seeing
from tests.e2e.browsing import Watch, idle, shot
from tests.e2e.test_every_page import COVERED, CUT, LOOKS, TOO_WIDE
from tests.register import written

GUCI = "?desa=Guci+(Bumijawa)&indikator=Kepadanan+NIK+dengan+Dukcapil"
LONG = 90_000  # milliseconds for a run of a small file on a busy machine
pytestmark = pytest.mark.timeout(300, func_only=True)  # each test waits for several processes


@pytest.fixture
def data(sample_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own with the sample register and its summary."""
    folder = tmp_path / "kantor"
    folder.mkdir()
    shutil.copy(sample_data / "register.duckdb", folder)
    shutil.copytree(sample_data / "summary", folder / "summary")
    monkeypatch.setenv("PANTAU_DATA", str(folder))
    return folder


@pytest.fixture
def month(data: Path) -> str:
    """The newest month of the sample, YYYY-MM."""
    version = summary.current()
    with summary.engine(version).connect() as connection:
        return read.periods(connection, version.number)["periode"].iloc[-1]


@pytest.fixture
def address(data: Path) -> Iterator[str]:
    with server.running(server.ROOT, PANTAU_DATA=str(data)) as address:
        yield address


@pytest.fixture
def tab(browser: Browser, address: str) -> Iterator[Callable[[str], Page]]:
    """A function that opens a tab of a new browser. None may ask another host for anything."""
    watch, contexts = Watch(host=urlsplit(address).netloc), []

    def opened(path: str = "/impor") -> Page:
        context = browser.new_context(
            viewport={"width": 1280, "height": 720}, locale="id-ID", accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        watch.follow(page)
        page.goto(address + path)
        page.wait_for_selector("h1.kalimat")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert watch.outside() == []
    assert watch.complaints == []


def check(page: Page, *files: Path) -> None:
    """Drop files and wait until they have been checked."""
    hand_in(page, *files)
    page.get_by_role("button", name="Buang, pilih berkas lain").wait_for(timeout=2 * LONG)
    idle(page)


def hand_in(page: Page, *files: Path) -> None:
    idle(page)
    page.set_input_files("input[type=file]", files)
    page.get_by_role("button", name="Periksa", exact=True).click()


def import_(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Impor ")).click()
    page.get_by_text("Impor selesai").wait_for(timeout=LONG)
    idle(page)


def publish(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Terbitkan( lagi)?$")).click()
    page.get_by_text("Lihat Kelengkapan").wait_for(timeout=LONG)
    idle(page)


def take_back(page: Page) -> None:
    """Take the newest load back."""
    idle(page)
    choose(page, ".st-key-muatan", 0)
    page.get_by_role("button", name="Batalkan …").click()
    page.get_by_role("button", name=re.compile("^Ya, batalkan")).click()
    page.get_by_text("keluar dari register").wait_for(timeout=LONG)
    idle(page)


def choose(page: Page, box: str, place: int, expected: str | None = None) -> None:
    """Choose an option by its place. By key: a click that scrolls the page closes the list."""
    page.locator(f"{box} input").press("ArrowDown")
    option = page.get_by_role("option").nth(place)
    assert expected in (None, option.inner_text())
    option.click()
    idle(page)


def waiting(page: Page) -> int:
    """Return how many rows the headline says are waiting."""
    found = re.search(r"([\d.]+) baris menunggu", seeing.headline(page))
    return int(found[1].replace(".", "")) if found else 0


def figures(page: Page, part: str) -> list[str]:
    """Return the large numbers of a card: taken, refused, waiting …"""
    return page.locator(f"{part} .nilai").all_inner_texts()


def newest_load(page: Page) -> str:
    return page.locator(".daftar tbody tr").first.inner_text().replace("\t", " | ")


def persons(count: int, **other) -> list[dict]:
    return [written.person(number, **other) for number in range(1, count + 1)]


def people_of_guci(folder: Path, month: str) -> Path:
    """40 persons of Guci, 30 of them matched with Dukcapil."""
    unmatched = [written.person(number, KETERANGAN_PADAN="Tidak Padan") for number in range(31, 41)]
    return written.text(folder / f"dtks-guci-{month}.txt", [*persons(30), *unmatched])


def test_a_good_file_goes_in_onto_the_pages_and_out_again(tab, tmp_path, month):
    kelengkapan = tab(f"/kelengkapan{GUCI}")
    before = seeing.headline(seeing.settled(kelengkapan))
    page = tab()

    check(page, people_of_guci(tmp_path, month))
    assert figures(page, ".st-key-kartu-0") == ["40", "0", "0"]
    import_(page)
    assert figures(page, ".st-key-hasil")[:3] == ["40", "0", "0"]
    assert "dtks-guci" in newest_load(page)
    assert "belum terbit" in seeing.headline(page)
    publish(page)

    kelengkapan.reload()
    assert "30 dari 40 jiwa" in seeing.headline(seeing.settled(kelengkapan))

    take_back(page)
    assert "dibatalkan" in newest_load(page)
    publish(page)
    kelengkapan.reload()
    assert seeing.headline(seeing.settled(kelengkapan)) == before


def test_a_publish_held_back_says_why_and_takes_a_reason(tab, tmp_path, month):
    """One desa of 287 cannot be the kabupaten's month."""
    following = str(pd.Period(month, "M") + 1)
    page, kelengkapan = tab(), tab(f"/kelengkapan{GUCI}")
    before = seeing.status(kelengkapan)

    check(page, people_of_guci(tmp_path, following))
    import_(page)
    page.get_by_role("button", name="Terbitkan", exact=True).click()
    page.get_by_text("Tidak diterbitkan").wait_for(timeout=LONG)
    idle(page)
    assert f"{following}: 1 dari 287 desa" in seeing.everything(page)
    kelengkapan.reload()
    assert seeing.status(seeing.settled(kelengkapan)) == before  # the last version is in force

    box = page.locator(".st-key-alasan input")
    page.get_by_role("button", name="Terbitkan dengan alasan ini").click()
    page.get_by_text("Tulis alasannya lebih dahulu").wait_for(timeout=LONG)
    box.fill("baru <b>Guci</b> yang diimpor")
    box.press("Enter")
    idle(page)
    page.get_by_role("button", name="Terbitkan dengan alasan ini").click()
    page.get_by_text("Lihat Kelengkapan").wait_for(timeout=LONG)
    kelengkapan.reload()
    assert "baru <b>Guci</b> yang diimpor" in seeing.status(seeing.settled(kelengkapan))


def test_refused_rows_are_mended_in_excel_and_imported_by_themselves(tab, tmp_path, month):
    table = persons(198) + persons(2, NIK="992801170800001")  # 15 digits
    page = tab()

    check(page, written.text(tmp_path / f"dtks-guci-{month}.txt", table))
    assert figures(page, ".st-key-kartu-0") == ["198", "2", "0"]
    page.get_by_text("2 baris yang akan ditolak").click()
    listed = page.locator(".st-key-kartu-0 .daftar").first.locator("tbody tr").all_inner_texts()
    assert [row.split("\t")[:2] for row in listed] == [["200", "NIK"], ["201", "NIK"]]
    assert "992801170800001" not in seeing.everything(page)
    import_(page)
    page.get_by_role("button", name="Siapkan daftar tolakan").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh daftar tolakan").click()

    refused = tmp_path / download.value.suggested_filename
    download.value.save_as(refused)
    check(page, mended(refused))
    assert figures(page, ".st-key-kartu-0") == ["2", "0", "0"]
    import_(page)

    assert figures(page, ".st-key-hasil")[:3] == ["2", "0", "0"]
    assert "(perbaikan)" in newest_load(page)


def test_a_file_under_a_password_is_asked_for_it(tab, tmp_path, month):
    plain = written.book(tmp_path / "a.xlsx", persons(3)).read_bytes()
    word = locking.password()
    path = tmp_path / f"dtks-guci-{month}.xlsx"
    path.write_bytes(locking.locked(plain, word))
    page = tab()

    check(page, path)
    expect(page.locator(".st-key-kartu-0")).to_contain_text("Berkas ini berkata sandi")
    answer(page, "bukan ini")
    expect(page.locator(".st-key-kartu-0")).to_contain_text("tidak cocok", timeout=LONG)
    answer(page, word)
    expect(page.locator(".st-key-kartu-0")).to_contain_text("akan diambil", timeout=LONG)
    assert figures(page, ".st-key-kartu-0") == ["3", "0", "0"]
    import_(page)

    assert figures(page, ".st-key-hasil")[0] == "3"
    assert word not in seeing.everything(page)


def answer(page: Page, word: str) -> None:
    """Type the password of the only file and have it checked again."""
    page.get_by_label("Kata sandi").fill(word)
    page.get_by_role("button", name="Simpan jawaban, periksa lagi").click()


def mended(path: Path) -> Path:
    """Give each refused person a NIK of 16 digits and save, as an operator does in Excel."""
    head, *rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    place = head.index("NIK")
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, head)
        for number, row in enumerate(rows, start=1):
            row[place] = f"99280117089{number:05d}"
            for column, cell in enumerate(row):
                sheet.write_string(number, column, str(cell))
    return path


def test_wrong_files_are_refused_in_words_and_stop_no_other(tab, tmp_path, month):
    photo = tmp_path / f"foto-{month}.xlsx"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(2000))
    other = tmp_path / f"belanja-{month}.csv"
    other.write_text("tanggal;barang;harga\n1/10/2026;kertas;45000\n")
    page = tab()

    check(page, people_of_guci(tmp_path, month), other, photo)

    said = page.locator(".gagal").all_inner_texts()
    assert len(said) == 2
    assert not re.search("Traceback|Error|Exception", " ".join(said))
    expect(page.get_by_role("button", name="Impor 1 berkas")).to_be_visible()
    import_(page)
    assert figures(page, ".st-key-hasil")[:1] == ["40"]


def test_a_desa_nobody_knows_is_named_and_remembered(tab, tmp_path, month):
    table = persons(37) + [written.person(n, DESA_KELUARAHAN="GUCCI") for n in range(38, 41)]
    page = tab()

    check(page, written.text(tmp_path / f"dtks-guci-{month}.txt", table))
    assert figures(page, ".st-key-kartu-0") == ["37", "0", "3"]
    choose(page, ".st-key-tanya", 0, "Guci")
    page.get_by_role("button", name="Simpan jawaban, periksa lagi").click()
    page.get_by_text("Pemeriksaan sedang berjalan").wait_for()
    page.get_by_role("button", name="Impor 1 berkas").wait_for(timeout=LONG)
    idle(page)

    assert figures(page, ".st-key-kartu-0") == ["40", "0", "0"]


def test_rows_may_wait_for_their_desa_in_the_register(tab, tmp_path, month):
    table = persons(37) + [written.person(n, DESA_KELUARAHAN="GUCCI") for n in range(38, 41)]
    page = tab()
    before = waiting(page)
    check(page, written.text(tmp_path / f"dtks-guci-{month}.txt", table))
    import_(page)
    assert waiting(page) == before + 3

    choose(page, '[class*="GUCCI"]', 0, "Guci")
    page.get_by_role("button", name="Ingat dan masukkan").click()
    page.get_by_text("Nama diingat").wait_for(timeout=LONG)
    idle(page)

    assert "3 baris masuk register, 0 ditolak" in page.locator(".st-key-hasil").inner_text()
    assert waiting(page) == before


def test_a_run_is_seen_by_everybody_and_outlives_a_reload(tab, tmp_path, month, data):
    files = [
        written.text(tmp_path / f"dtks-guci-{number}-{month}.txt", persons(40))
        for number in range(7)  # one process each: long enough, however fast the machine
    ]
    page, other = tab(), tab()
    hand_in(page, *files)
    page.get_by_text("Pemeriksaan sedang berjalan").wait_for()

    page.reload()
    page.get_by_text("Pemeriksaan sedang berjalan").wait_for()
    other.reload()
    other.get_by_text("Pemeriksaan sedang berjalan").wait_for()

    for each in (page, other):
        each.get_by_role("button", name="Buang, pilih berkas lain").wait_for(timeout=2 * LONG)
        idle(each)
        assert figures(each, '[class*="st-key-kartu-"]') == ["40", "0", "0"] * 7
    assert "guci" not in page.url
    page.get_by_role("button", name="Buang, pilih berkas lain").click()
    page.wait_for_selector("input[type=file]", state="attached")
    assert list((data / "impor").rglob("*.txt")) == []  # personal data does not stay


@pytest.mark.parametrize("state", ["buku", "periksa"])
def test_the_page_is_whole_at_every_size(tab, tmp_path, month, state):
    page = tab()
    if state == "periksa":
        table = persons(30) + persons(2, NIK="1") + [written.person(33, DESA_KELUARAHAN="GUCCI")]
        photo = tmp_path / f"foto-dengan-nama-yang-panjang-sekali-dari-telepon-{month}.xlsx"
        photo.write_bytes(b"\x89PNG")
        check(page, written.text(tmp_path / f"dtks-guci-{month}.txt", table), photo)
    for width, height, dark in LOOKS:
        look = f"impor-{state}-{width}x{height}-{'gelap' if dark else 'terang'}"
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light")
        shot(seeing.settled(page), look)

        assert page.evaluate(TOO_WIDE) <= 0, look
        assert page.evaluate(CUT) == [], look
        assert page.evaluate(COVERED) == [], look
    words = page.get_by_test_id("stMain").inner_text()
    assert re.findall(r"(?<![\d.])\d{15,16}(?!\d)", seeing.everything(page)) == []
    assert not re.search(r"\b(Choose|Select|Drag|Error|None|nan|NaT)\b", words)
