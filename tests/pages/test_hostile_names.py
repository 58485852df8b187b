"""Names made to be obeyed: an area or campaign called like a script, a link, a picture, a formula.

They come in as an office's files bring them, are published, and stand on every page as they are.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from queries import export
from tests.conftest import command_line
from tests.navigation import WITH_FIGURES
from tests.pages import written
from tests.register.written import done, text
from tests.server import ROOT

NAMES = {
    "33.28": "Kabupaten <img src=http://jahat.example/a onerror=alert(1)>",
    "33.28.02": "Bumijawa [x](javascript:alert(2))",
    "33.28.02.2001": "<script>alert(3)</script>",
    "33.28.02.2002": "![x](http://jahat.example/b.png)",
    "33.28.02.2003": "[klik](http://jahat.example/c)",
    "33.28.02.2004": '=HYPERLINK("http://jahat.example";"d")',
    "33.28.02.2005": '"><svg onload=alert(4)>',
    "33.28.02.2006": "</script><b>'&amp; **tebal**",
    "33.28.02.2007": "+cmd|' /C calc'!A0",
    "33.28.02.2008": ":red[merah] $x^2$ `kode` :smile:",
    "33.28.02.2009": "# judul",
}
CAMPAIGN = "<img src=http://jahat.example/k onerror=alert(5)> [k](javascript:alert(6))"
REASON = "<script>alert(7)</script> ![x](http://jahat.example/r.png)"
BUMIJAWA = NAMES["33.28.02"]
MARKED_UP = [name for name in (*NAMES.values(), CAMPAIGN, REASON) if "<" in name or "&" in name]
CHOICES = {
    "all": {},
    "kecamatan": {"kecamatan": BUMIJAWA},
    "link": {"desa": f"{NAMES['33.28.02.2003']} ({BUMIJAWA})"},
    "colour": {"desa": f"{NAMES['33.28.02.2008']} ({BUMIJAWA})"},
    "campaign": {"kegiatan": CAMPAIGN},
}
# What Streamlit reads as Markdown: kind of element → where its text lies in the message.
MARKDOWN = {
    **dict.fromkeys(("markdown", "caption", "info", "error", "success", "warning"), "body"),
    **dict.fromkeys(("header", "subheader", "title", "alert", "heading"), "body"),
    **dict.fromkeys(
        ("button", "page_link", "download_button", "expander", "tab", "popover"), "label"
    ),
    **dict.fromkeys(("checkbox", "toggle", "selectbox", "metric", "text_input", "form"), "label"),
}
OBEYED = ("[x](", "[klik](", "[k](", "://jahat", ":red[", ":smile:", "$x^2$", "`kode`", "**tebal**")


@pytest.fixture(scope="module")
def published_names(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a sample of five kecamatan, whose areas were given those names."""
    folder = tmp_path_factory.mktemp("jahat")
    plain, hostile, data = folder / "33.28.csv", folder / "jahat.csv", folder / "data"
    with (ROOT / "data_samples" / "wilayah" / "33.28.csv").open(newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["kode"][6:8] in ("", *FIVE)]
    write(plain, rows)
    write(hostile, [row | {"nama": NAMES.get(row["kode"], row["nama"])} for row in rows])
    campaign = text(
        folder / "verval-2026-10.csv", [done(n, KEGIATAN=CAMPAIGN) for n in (1, 2)], ";"
    )
    run = command_line(data)
    size = ("--families", "800", "--months", "2", "--last", "2026-10")
    run("register", "sample", *size, "--wilayah", str(plain), "--out", f"{data}/contoh")
    run("register", "wilayah", str(plain))
    run("register", "import", f"{data}/contoh", str(campaign))
    run("register", "wilayah", str(hostile))
    run("queries", "publish", "--tetap", REASON)
    return data


FIVE = ("01", "02", "03", "04", "05")


def write(path: Path, rows: list[dict]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("page", WITH_FIGURES)
def test_no_page_obeys_a_name(published_names, page, choice, monkeypatch):
    monkeypatch.setenv("PANTAU_DATA", str(published_names))

    app = written.opened(page, **CHOICES[choice])

    assert not app.exception
    texts = list(read_as_markdown(app))
    assert len(texts) > 3
    told = [re.sub(r"\\.", "", text) for text in texts]  # an escaped sign is not obeyed
    assert [text for text in told if any(sign in text for sign in OBEYED)] == []
    for element in app.get("html"):
        assert [name for name in MARKED_UP if name in element.proto.body] == []


def read_as_markdown(app: AppTest) -> Iterator[str]:
    """Yield every text of a page that Streamlit reads as Markdown."""
    waiting = [app.main, app.sidebar]
    while waiting:
        node = waiting.pop()
        waiting += getattr(node, "children", {}).values()
        where = MARKDOWN.get(node.type)
        found = getattr(getattr(node, "proto", None), where, "") if where else ""
        if found and not getattr(node.proto, "allow_html", False):
            yield found


@pytest.mark.parametrize("name", NAMES.values())
def test_a_spreadsheet_runs_no_name(name):
    assert not export.safe(name).startswith(("=", "+", "-", "@", "\t", "\r"))
