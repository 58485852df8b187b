"""What somebody would read on a page drawn by AppTest."""

import json
import re
from html import unescape

from streamlit.testing.v1 import AppTest

WORDY = ("markdown", "caption", "info", "error", "success", "warning", "header", "subheader")


def text(app: AppTest) -> str:
    """Return the words of a page, one element a line, spaces of every kind alike."""
    lines = [_plain(element.proto.body) for element in app.get("html")]
    for kind in WORDY:
        lines += [str(element.value) for element in app.get(kind)]
    lines += [button.label for button in app.button]
    return "\n".join(re.sub(r"\s+", " ", line) for line in lines)


def headline(app: AppTest) -> tuple[str, str]:
    """Return the sentence a page opens with, and the one below it."""
    body = next(e.proto.body for e in app.get("html") if 'class="kalimat"' in e.proto.body)
    first, _, second = body.partition("<small>")
    return _plain(first), _plain(second)


def cards(app: AppTest) -> dict[str, list[str]]:
    """Return what each card says, by its title: value, state, then the lines below."""
    body = next(e.proto.body for e in app.get("html") if "kartu-baris" in e.proto.body)
    sections = re.findall(r'<section class="kartu[^"]*">(.*?)</section>', body, re.DOTALL)
    found = {}
    for section in sections:
        parts = re.findall(r'<(?:h3|p|div class="nilai[^"]*")[^>]*>(.*?)</', section)
        found[_plain(parts[0])] = [_plain(part) for part in parts[1:]]
    return found


def status(app: AppTest) -> str:
    """Return the line above the headline."""
    return _plain(next(e.proto.body for e in app.get("html") if "status-baris" in e.proto.body))


def drawings(app: AppTest) -> list[dict]:
    """Return what each map and table was sent, in the order of the page."""
    protos = [element.proto for element in app.get("bidi_component")]
    return [json.loads(proto.bytes or proto.json) for proto in protos]


def rows(app: AppTest) -> dict[str, list]:
    """Return the rows of the table on a page, by name."""
    table = next(data for data in drawings(app) if "baris" in data)
    return {row[1]: row for row in table["baris"]}


def _plain(markup: str) -> str:
    if "<style" in markup:
        return ""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", markup))).strip()
