"""Nothing published, the register gone, the summary gone: one sentence, and no address in it."""

import pytest

from pages.parts import published
from queries import summary
from tests.pages import reading, written
from tests.pages.written import PAGES

every_page = pytest.mark.parametrize("page", PAGES)


@every_page
def test_with_nothing_published_a_page_says_what_to_do(page):
    app = written.opened(page)

    assert not app.exception
    first, second = reading.headline(app)
    assert first == "Belum ada angka untuk ditampilkan."
    assert "Tanyakan kepada petugas data di Dinas Sosial" in second
    assert "python" not in reading.text(app)  # a command is for those who may publish


@every_page
def test_pages_do_without_the_register(page, monkeypatch):
    monkeypatch.setenv("REGISTER_URL", "postgresql://petugas:rahasia@127.0.0.1:9/register")
    written.publish()

    app = written.opened(page)

    assert [*app.exception, *app.error] == []
    assert "terbitan 1" in reading.status(app)


def refused(monkeypatch) -> None:
    monkeypatch.setenv("SUMMARY_URL", "postgresql://petugas:rahasia@127.0.0.1:9/ringkas")


def damaged(data_dir) -> None:
    version = written.publish()
    path = data_dir / "summary" / f"summary-{version.number:06d}.duckdb"
    path.write_bytes(b"rusak" * 1000)


@every_page
@pytest.mark.parametrize("fault", [refused, damaged], ids=lambda f: f.__name__)
def test_a_summary_that_cannot_be_opened_is_one_sentence(page, fault, data_dir, monkeypatch):
    fault(monkeypatch if fault is refused else data_dir)

    app = written.opened(page)

    assert_one_sentence(app)


@pytest.mark.parametrize("pointer", ["entah\n", "summary-999999.duckdb\n", "\xff"])
def test_a_damaged_pointer_hides_nothing_that_was_published(pointer, data_dir):
    written.publish()
    (data_dir / "summary" / "CURRENT").write_text(pointer, encoding="latin-1")

    app = written.opened("ringkasan")

    assert [*app.exception, *app.error] == []
    assert "terbitan 1" in reading.status(app)


def assert_one_sentence(app) -> None:
    """Nothing but our own words: no traceback, no address, no name of a user or file."""
    assert not app.exception
    assert [e.value for e in app.error] == [
        "Ringkasan tidak dapat dibuka. Angka terakhir tidak hilang; coba lagi sebentar, atau "
        "hubungi pengelola bila tetap begini."
    ]
    said = reading.text(app)
    assert "Coba lagi" in said
    assert not [word for word in ("rahasia", "127.0.0.1", "duckdb", "Error") if word in said]


def close_and_forget() -> None:
    """Close the store and forget its figures; that the version was opened stays remembered."""
    summary.engine(summary.current()).dispose()
    summary._read_only.cache_clear()
    for read in (published.cube_of, published.campaigns_of):
        read.__wrapped__.clear()


@pytest.mark.parametrize("page", ["kelengkapan", "verval"])
def test_a_summary_lost_between_two_clicks_is_one_sentence_and_comes_back(page, data_dir):
    """The version was opened, its figures not all read yet."""
    written.publish()
    app = written.opened(page)
    close_and_forget()
    file = next((data_dir / "summary").glob("*.duckdb"))
    whole = file.read_bytes()
    file.write_bytes(b"rusak" * 1000)

    assert_one_sentence(app.run())

    file.write_bytes(whole)
    summary._read_only.cache_clear()
    app.run()
    assert not app.error
    assert "dari" in reading.headline(app)[0]


def test_a_damaged_pointer_does_not_hide_what_is_published(data_dir):
    written.publish()
    (data_dir / "summary" / "CURRENT").write_text("entah\n")

    assert "terbitan 1" in reading.status(written.opened())
