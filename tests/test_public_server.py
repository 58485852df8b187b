"""The public face as a freshly started server hands it out, and as it does when it is closed."""

import json
import shutil
import urllib.error
import urllib.request
from pathlib import Path

from queries import public
from tests import server
from tests.pages import written
from tests.queries.test_public import MONTH, SMALL
from tests.server import ROOT

FILES = ["katalog.json", "data.csv", "data.json", f"{MONTH}.csv", f"{MONTH}.json"]


def test_files_and_page_of_the_public_face(data_dir):
    written.publish(sums=SMALL, public=True)

    with server.running(ROOT, PANTAU_DATA=str(data_dir)) as address:
        answers = {file: server.ask(f"{address}/publik/{file}") for file in FILES}
        missing = server.ask(f"{address}/publik/kemutakhiran_12_pct/2026-10.csv")
        said = server.words(server.visit(address, "publik"))
        again = asked_again(f"{address}/publik/data.csv", answers["data.csv"][1]["etag"])

    assert {file: status for file, (status, _, _) in answers.items()} == dict.fromkeys(FILES, 200)
    headers = answers[f"{MONTH}.csv"][1]
    assert headers["content-type"].startswith("text/csv")
    assert headers["content-disposition"] == (
        'attachment; filename="kemutakhiran_24_pct-2026-10.csv"'
    )
    assert headers["etag"].startswith('"1-')  # the version in force
    assert headers["cache-control"] == "no-cache"
    assert json.loads(answers["katalog.json"][2])["version"] == "1"
    assert again == 304
    assert missing[0] == 404
    assert missing[2] == f"{public.MISSING}\n"
    # 3 of 40 in Watu, and the 1.237 of 1.999 beside it, leave the server nowhere
    assert "1.240 dari 2.039" in said
    for text in (said, *(text for _, _, text in answers.values())):
        assert [n for n in ("1237", "1.237", "1999", "1.999", "3 dari 40") if n in text] == []


def asked_again(url: str, tag: str) -> int:
    """Return the status of a request by somebody who has that version."""
    request = urllib.request.Request(url, headers={"If-None-Match": tag})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_closed_there_is_nothing(tmp_path, data_dir):
    written.publish(public=True)
    app = closed(tmp_path / "app")

    with server.running(app, PANTAU_DATA=str(data_dir)) as address:
        answers = [server.ask(f"{address}/publik/{file}") for file in FILES]
        said = server.words(server.visit(address, "publik"))

    assert {(status, text) for status, _, text in answers} == {(404, f"{public.CLOSED}\n")}
    assert public.CLOSED in said
    assert "120 dari 200" not in said


def closed(app: Path) -> Path:
    """Return a folder with the application and the switch turned off."""
    (app / ".streamlit").mkdir(parents=True)
    shutil.copy(ROOT / ".streamlit" / "config.toml", app / ".streamlit")
    (app / ".streamlit" / "secrets.toml").write_text("[publik]\nbuka = false\n")
    for name in ("asgi.py", "dashboard.py"):
        shutil.copy(ROOT / name, app)
    for room in ("pages", "reports", "queries", "register", "methods", "geo", "static"):
        (app / room).symlink_to(ROOT / room)
    return app
