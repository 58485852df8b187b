"""Progres verval in a browser: officers more, the fan, a figure from the files to the screen."""

import csv
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.e2e import seeing
from tests.e2e.seeing import settled
from tests.oracle.reading import areas, day, desa, lines

VERVAL = "/verval"
BEGIN, AS_OF = date(2026, 7, 6), date(2026, 10, 31)
HOLIDAYS = {date(2026, 8, 17), date(2026, 8, 25)}  # on workdays of the second half, to its 30 Nov.


def card(page, title: str) -> list[str]:
    """Return the lines of a card: title, value, and what stands below."""
    cards = page.locator(".kartu")
    return cards.filter(has_text=title).first.inner_text().replace("\u00a0", " ").split("\n")


@pytest.fixture(scope="module")
def longest(sample_data: Path) -> dict:
    """The desa with the longest list, counted in plain Python from the files of the sample."""
    files = sorted((sample_data / "contoh").rglob("*.csv"))
    targets: dict[str, set[str]] = {}
    campaign, done = "", {}
    for path in files:
        if path.name.startswith("sasaran"):
            for _, cells in lines(path):
                campaign = cells["KEGIATAN"]
                targets.setdefault(desa(cells), set()).add(cells["NOKK"])
    kode = max(targets, key=lambda kode: (len(targets[kode]), kode))
    for path in files:
        if path.name.startswith("verval"):
            for _, cells in lines(path):
                seen = day(cells["TANGGAL VERVAL"])
                ours = cells["KEGIATAN"] in (campaign, "") and cells["NOKK"] in targets[kode]
                final = cells["HASIL VERVAL"] != "Belum Cek"
                if ours and final and BEGIN <= seen <= AS_OF:
                    done[cells["NOKK"]] = min(seen, done.get(cells["NOKK"], seen))
    names = {code: (kecamatan, name) for (kecamatan, name), code in areas().items()}
    return {
        "kode": kode,
        "of": len(targets[kode]),
        "days": list(done.values()),
        "name": names[kode],
    }


def workdays(first: date, last: date) -> list[date]:
    every = (first + timedelta(n) for n in range((last - first).days + 1))
    return [each for each in every if each.weekday() < 5 and each not in HOLIDAYS]


def test_a_figure_from_the_files_to_the_screen(open_page, longest):
    of, done = longest["of"], len(longest["days"])
    window = workdays(BEGIN, AS_OF)[-20:]
    recent = Counter(each >= window[0] for each in longest["days"])[True]
    page = settled(open_page(VERVAL))

    # The download: by its code
    with page.expect_download() as waiting:
        page.get_by_text("Unduh tabel per desa (CSV)").click()
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    rows = {row["Kode"]: row for row in csv.DictReader(text.splitlines(), delimiter=";")}
    row = rows[longest["kode"]]
    assert len(rows) == 287
    assert (row["Sasaran (KK)"], row["Selesai (KK)"]) == (str(of), str(done))
    assert row["Sisa (KK)"] == str(of - done)
    assert "DATA CONTOH" in row["Peringatan"]

    # The same in the table of its kecamatan, and in a fresh tab at the address of the desa
    settled(open_page(f"{VERVAL}?kec={row['Kecamatan']}".replace(" ", "+")))
    label = f"{row['Desa/kelurahan']} ({row['Kecamatan']})"
    fresh = settled(open_page(f"{VERVAL}?kec={row['Kecamatan']}&desa={label}".replace(" ", "+")))
    counts = seeing.row(fresh, row["Desa/kelurahan"]).locator("td").nth(2).inner_text()
    assert counts == f"{done} dari {of}"
    assert f"{done} dari {of} KK" in card(fresh, "Selesai")
    if done < of:
        assert seeing.headline(fresh).startswith((f"{done} dari {of} KK", "Belum ada"))
        assert row["Laju (KK/hari kerja)"] == f"{recent / 20:.1f}".replace(".", ",")
        assert f"{recent / 20:.1f} KK/hari".replace(".", ",") in card(fresh, "Laju 20 hari")
        left = workdays(AS_OF + timedelta(1), date(2026, 11, 30))
        assert f"sisa {of - done} KK · {len(left)} hari kerja" in card(fresh, "Laju 20 hari")


def test_officers_more_change_the_words_at_once(open_page):
    page = settled(open_page(VERVAL))
    assert page.get_by_text("1 petugas tambahan:").count() == 1
    before = card(page, "Perkiraan selesai")

    handle = page.get_by_role("slider")
    handle.focus()
    for _ in range(4):
        handle.press("ArrowRight")
    page.get_by_text("5 petugas tambahan:").wait_for()

    told = page.locator(".catatan.judul").inner_text()
    now, then = told.split("laju ")[1].split(" per hari")[0].split(" menjadi ")
    assert float(then.split()[0].replace(",", ".")) > float(now.split()[0].replace(",", "."))
    assert card(page, "Perkiraan selesai") == before  # what is so stays as it is
    assert seeing.query(page)["tambahan"] == "5"  # what is sent on shows the same


def test_the_fan_says_its_counts(open_page):
    page = settled(open_page(VERVAL))
    area = page.locator(".js-plotly-plot .nsewdrag").first
    box = area.bounding_box()
    last = page.evaluate(
        """() => {
          const plot = document.querySelector('.js-plotly-plot');
          const points = plot.calcdata.find((each) => each[0].trace.name === 'Perkiraan');
          const {xaxis, yaxis} = plot._fullLayout;
          const {x, y} = points[points.length - 3];
          return [xaxis.c2p(x), yaxis.c2p(y)];
        }"""
    )

    page.mouse.move(box["x"] + last[0], box["y"] + last[1])

    said = page.locator(".hoverlayer .hovertext").first
    said.wait_for()
    told = said.text_content().replace("\u00a0", " ")
    assert "Perkiraan (taksiran)" in told
    assert "November 2026" in told
    assert "KK, rentang" in told


def test_headline_cards_and_burn_up_are_seen_without_scrolling(open_page):
    page = settled(open_page(VERVAL))

    for part in ("h1.kalimat", ".kartu-baris", ".js-plotly-plot"):
        box = page.locator(part).first.bounding_box()
        assert box["y"] + box["height"] <= 720, part
    assert page.locator(".kartu").count() == 4


def test_the_figures_of_the_chart_open_as_a_table(open_page):
    page = settled(open_page(VERVAL))
    assert page.get_by_role("region", name="Tabel: Tanggal, Selesai (KK)").count() == 0

    page.get_by_text("Angka grafik ini").click()

    table = page.get_by_role("region", name="Tabel: Tanggal, Selesai (KK)")
    table.wait_for()
    first = table.locator("tbody tr").first.inner_text()
    assert first.startswith("6 Juli 2026")
    assert "30 November 2026" in table.locator("tbody tr").last.inner_text()


def test_a_click_on_a_kecamatan_narrows_to_its_desa(open_page):
    page = settled(open_page(VERVAL))
    name = seeing.rows(page).first.locator(".nama").inner_text()

    seeing.rows(page).first.click()

    assert seeing.query(settled(page)) == {"kec": name}
    assert f"di Kec. {name}" in seeing.headline(page)
    assert page.locator(".tabel th").all_inner_texts()[0].strip() == "Desa/kelurahan"


def test_on_a_phone_every_table_fits(open_page):
    page = settled(open_page(VERVAL, width=390, height=844))

    for table in page.locator(".tabel").all():
        assert table.evaluate("part => part.scrollWidth - part.clientWidth") <= 1
    heads = page.locator(".tabel").last.locator("th:visible").all_inner_texts()
    assert "Tambahan" not in [head.strip() for head in heads]
