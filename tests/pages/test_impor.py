"""The import page: open or closed, empty or with a history, in the words of its operator."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from pages.parts import handing
from queries import app_store, audit, inbox, jobs
from register import connections
from register.importers import locked
from register.schema import karantina, metadata, muatan, wilayah
from tests import tables
from tests.pages import reading, written
from tests.pages.fetching import fetch, token_of

AREAS = """
    kode          | nama          | tingkat   | kode_induk
    33.28         | Kabupaten Uji | kabupaten |
    33.28.01      | Hulu          | kecamatan | 33.28
    33.28.01.2001 | Karanganyar   | desa      | 33.28.01
    33.28.01.2002 | Kaliputih     | desa      | 33.28.01
    33.28.02      | Hilir         | kecamatan | 33.28
    33.28.02.1003 | Watu          | kelurahan | 33.28.02
"""
# Times are UTC: the second load came in at 03.30 WIB of the next day
LOADS = """
    muatan_id | format | nama_berkas      | perbaikan | pada                | digantikan_oleh
    1         | dtks   | dtks-2026-09.txt | tidak     | 2026-10-02T01:00:00 |
    2         | dtks   | dtks-2026-10.txt | tidak     | 2026-11-01T20:30:00 | 4
    4         | dtks   | <b>baru</b>.xlsx | ya        | 2026-11-02T07:05:00 |
"""
UNDONE = """
    muatan_id | format | nama_berkas | perbaikan | pada                | dibatalkan_pada
    3         | musdes | musdes.csv  | tidak     | 2026-11-02T02:00:00 | 2026-11-02T03:00:00
"""
WAITING = """
    baris | kode_kecamatan | desa_tertulis | isi | dilepas_oleh
    17    | 33.28.01       | KALIPUTEH     | {}  |
    18    | 33.28.01       | KALIPUTEH     | {}  |
    19    | 33.28.02       | WATUU         | {}  | 2           # taken in already
"""
COUNTS = {"baris_diambil": 1240, "baris_ditolak": 6, "periode": "2026-10", "oleh": "siti"}


@pytest.fixture(autouse=True)
def store():
    yield
    app_store.opened.cache_clear()


def register(*loads: str, contoh: bool | None = True, waiting: str = "") -> None:
    """Make a register with that ledger."""
    store = connections.register_engine()
    metadata.create_all(store)
    with store.begin() as connection:
        tables.fill(connection, wilayah, AREAS)
        for text in loads:
            taken_back = {"dibatalkan_oleh": "budi"} if text is UNDONE else {}
            more = COUNTS | taken_back | {"contoh": contoh, "sha256": "0"}
            tables.fill(connection, muatan, text, **more)
        if waiting:
            tables.fill(connection, karantina, waiting, muatan_id=1)
    store.dispose()


def opened() -> AppTest:
    return written.opened("impor")


def is_open(app: AppTest) -> bool:
    return any(uploader.label.startswith("Berkas SIKS-NG") for uploader in app.get("file_uploader"))


def ledger_rows(app: AppTest) -> list[str]:
    """Return the ledger as it is read, one line a load."""
    body = next(e.proto.body for e in app.get("html") if "<tbody>" in e.proto.body)
    return [reading._plain(row) for row in body.split("<tr")[2:]]


def test_a_register_of_an_office_is_closed_and_says_what_to_do():
    register(LOADS, contoh=False)

    app = opened()

    assert not is_open(app)
    assert reading.headline(app)[0] == "Impor dari halaman ini tertutup."
    assert "python -m register import" in app.code[0].value
    assert "izinkan = true" in app.code[1].value
    assert not app.button


def test_an_empty_register_in_a_folder_of_its_own_is_closed():
    assert not is_open(opened())


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "secrets.toml"
    monkeypatch.setattr(connections, "SECRETS", path)
    return path


@pytest.fixture
def server_address():
    """A function that has the server listen there, for the time of a test."""
    before = config.get_option("server.address")
    yield lambda address: config.set_option("server.address", address)
    config.set_option("server.address", before)


@pytest.mark.parametrize(
    ("setting", "address", "open_"),
    [
        ("izinkan = true", "127.0.0.1", True),
        ("izinkan = true", "localhost", True),
        ("izinkan = true", "::1", True),
        ("izinkan = true", "0.0.0.0", False),
        ("izinkan = true", None, False),  # Streamlit then listens everywhere
        ("izinkan = 'true'", "127.0.0.1", False),
        ("izinkan = false", "127.0.0.1", False),
    ],
)
def test_real_data_opens_by_secrets_and_loopback_together(
    setting, address, open_, secrets, server_address
):
    register(LOADS, contoh=False)
    secrets.write_text(f"[impor]\n{setting}\n")
    server_address(address)

    assert is_open(opened()) is open_


def test_the_sample_is_open_and_says_what_came_in_last():
    register(LOADS, UNDONE, waiting=WAITING)

    app = opened()

    assert is_open(app)
    # loads 2 and 4 came in on 2 November in Tegal, load 3 was taken back
    assert reading.headline(app)[0] == (
        "2 berkas terakhir masuk 2 November 2026; 2 baris menunggu nama desa."
    )
    assert reading.status(app).startswith("DATA CONTOH")


def test_the_ledger_says_state_and_time_as_people_do():
    register(LOADS, UNDONE)

    rows = ledger_rows(opened())

    assert "4 Oktober 2026 DTKS SIKS-NG (perbaikan) <b>baru</b>.xlsx 1.240 6 –" in rows[0]
    assert rows[0].endswith("siti 2 November 2026 14.05 berlaku")
    assert rows[1].endswith("dibatalkan 2 November 2026 10.00 oleh budi")
    assert "digantikan oleh 4" in rows[2]
    assert "2 November 2026 03.30" in rows[2]


def test_only_loads_still_there_can_be_taken_back():
    register(LOADS, UNDONE)

    app = opened()

    assert [option.split(" · ")[0] for option in app.selectbox(key="muatan").options] == [
        "4",
        "2",
        "1",
    ]
    assert app.button(key="batalkan").disabled


def test_taking_a_load_back_is_confirmed_first():
    register(LOADS, UNDONE)
    app = opened()

    app.selectbox(key="muatan").select(2).run()
    app.button(key="batalkan").click().run()

    assert "Ya, batalkan muatan 2" in [button.label for button in app.button]
    assert "1.240 baris dari berkas ini keluar dari register" in reading.text(app)
    assert jobs.last(jobs.UNDO) is None  # nothing has happened yet


def test_waiting_rows_ask_for_their_desa_the_most_alike_first():
    register(LOADS, waiting=WAITING)

    app = opened()

    assert "“KALIPUTEH” di Kec. Hulu · 2 baris" in reading.text(app)
    assert "WATUU" not in reading.text(app)
    box = next(box for box in app.selectbox if box.label == "Desa")
    assert box.options == ["Kaliputih", "Karanganyar"]
    assert box.value is None  # nobody has chosen


def test_an_empty_ledger_says_how_to_begin(secrets, server_address):
    secrets.write_text("[impor]\nizinkan = true\n")
    server_address("127.0.0.1")

    app = opened()

    assert is_open(app)
    assert reading.headline(app)[0] == "Register masih kosong."
    assert "Belum ada muatan." in reading.text(app)
    assert "DATA CONTOH" not in reading.status(app)


def told(kind: str, *events: dict, over: bool = True) -> None:
    """Write what a run would have told, of one command."""
    began = {"event": "began", "at": "2026-11-02T07:00:00+00:00", "labels": ["dtks-2026-10.txt"]}
    ended = [{"event": "exit", "code": 0, "words": ""}]
    ended += [{"event": "ended", "at": "2026-11-02T07:01:00+00:00"}]
    lines = [began, {"event": "command", "number": 0}, *events, *(ended if over else [])]
    (jobs.folder() / f"{kind}.jsonl").write_text("\n".join(map(json.dumps, lines)))


class Sent:
    """What a browser sends."""

    name = "../../dtks-2026-10.txt"

    def getbuffer(self) -> memoryview:
        return memoryview(b"isi")


def test_a_check_says_what_would_go_in_and_never_a_value():
    register(LOADS)
    inbox.hand_in([(Sent(), "2026-10")])
    told(
        jobs.CHECK,
        {"event": "recognised", "format": "dtks", "nama": "Ekspor DTKS", "periode": "2026-10"},
        {"event": "checked", "taken": 1240, "rejected": 1, "quarantined": 3, "mended": False}
        | {"already": False, "contoh": True, "skipped_totals": 0, "sheets": ["Data"]}
        | {"passed_over": ["September"], "unused": ["CATATAN"]}
        | {"problems": [{"baris": "17", "kolom": "NIK", "sebab": "NIK harus 16 angka"}]}
        | {"reasons": [{"kolom": "NIK", "sebab": "NIK harus 16 angka", "jumlah": 1}]}
        | {"notes": [], "unknown_desa": []},
    )

    app = opened()

    said = reading.text(app)
    assert "1.240 baris akan diambil 1 baris akan ditolak 3 baris menunggu nama desa" in said
    assert "Lembar: Data. Lembar tidak dibaca: September. Kolom tidak dipakai: CATATAN." in said
    assert "17 NIK NIK harus 16 angka" in said
    assert app.button(key="impor").label == "Impor 1 berkas"
    assert not is_open(app)  # one set of files at a time


def test_a_file_under_a_password_asks_for_it_and_keeps_it_in_memory_alone():
    register(LOADS)
    (one,) = inbox.hand_in([(Sent(), "2026-10")])
    told(jobs.CHECK, {"event": "failed", "error": locked.NO_PASSWORD, "needs_password": True})
    app = opened()
    assert locked.NO_PASSWORD in reading.text(app)
    assert "Desa mana" not in reading.text(app)
    field = app.text_input(key="sandi-0")
    assert field.proto.type == field.proto.PASSWORD

    field.set_value(" k7qm-2xhd ")
    app.button(key="jawab").click().run()

    assert inbox.password_of(one) == "k7qm-2xhd"
    assert "k7qm" not in repr(app.session_state)
    assert "k7qm" not in repr(audit.read())
    assert audit.read(1)["perbuatan"].tolist() == ["periksa berkas"]
    while jobs.is_busy():
        time.sleep(0.05)
    inbox.discard()
    assert inbox.password_of(one) == ""


def test_a_real_file_is_not_offered_on_the_sample():
    register(LOADS)
    inbox.hand_in([(Sent(), "2026-10")])
    empty = {"problems": [], "reasons": [], "notes": [], "unknown_desa": []}
    counts = {"taken": 1, "rejected": 0, "quarantined": 0, "contoh": False}
    told(jobs.CHECK, {"event": "checked"} | counts | empty)

    app = opened()

    assert "Berkas ini bukan DATA CONTOH." in reading.text(app)
    assert [b.label for b in app.button if b.key == "impor"] == []


def imported_with_rejects(*, folder: str = "ditolak") -> AppTest:
    """Return the page after an import that left a reject file, its button pressed."""
    register(LOADS)
    path = connections.data_dir() / folder / "dtks “Hulu” 2026-10.ditolak.xlsx"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"PK" + b"x" * (600 << 10))  # three pieces
    counts = {"taken": 1, "rejected": 7, "quarantined": 0, "replaced": 0}
    told(
        jobs.IMPORT,
        {"event": "checked"} | counts,
        {"event": "loaded", "muatan_id": 4, "already": False, "reject_file": str(path)} | counts,
    )
    began = (jobs.folder() / "impor.jsonl").read_text()
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    (jobs.folder() / "impor.jsonl").write_text(began.replace("2026-11-02", today))
    app = opened()
    app.button(key="tolakan-0").click().run()
    assert not app.exception
    return app


def test_refused_rows_are_fetched_once_and_noted():
    written.publish(sample=True)
    app = imported_with_rejects()
    token = token_of(app)

    given = fetch(token)

    assert (given.status_code, len(given.content)) == (200, 2 + (600 << 10))
    assert given.headers["Content-Length"] == str(len(given.content))
    assert "dtks%20%E2%80%9CHulu%E2%80%9D%202026-10" in given.headers["Content-Disposition"]
    assert fetch(token).status_code == 404
    row = audit.read(1).iloc[0]
    assert (row["perbuatan"], row["perihal"], row["baris"]) == (
        "unduh tolakan",
        "dtks-2026-10.txt",
        7,
    )


def test_a_first_import_hands_its_refused_rows_out_before_anything_is_published():
    assert fetch(token_of(imported_with_rejects())).status_code == 200


def test_a_reject_file_deleted_meanwhile_is_gone():
    app = imported_with_rejects()
    next((connections.data_dir() / "ditolak").glob("*.xlsx")).unlink()
    assert fetch(token_of(app)).status_code == 404


def test_only_reject_files_are_handed_out():
    app = imported_with_rejects(folder="lain")
    assert [each.value for each in app.error] == ["Daftar tolakan itu sudah tidak ada."]
    assert "unduh/" not in reading.text(app)


def test_a_run_cut_off_says_so_and_leaves_no_file_behind():
    register(LOADS)
    inbox.hand_in([(Sent(), "2026-10")])
    told(jobs.IMPORT, over=False)
    began = (jobs.folder() / "impor.jsonl").read_text().replace("2026-11-02", "2099-11-02")
    (jobs.folder() / "impor.jsonl").write_text(began)

    app = opened()

    assert "terputus" in reading.text(app)
    assert inbox.pending() == []
    assert list(jobs.folder().rglob("*.txt")) == []


def test_a_file_stays_in_its_folder_whatever_its_name():
    (handed,) = inbox.hand_in([(Sent(), "2026-10")])

    assert handed.path.parent == jobs.folder() / "berkas" / "0"
    assert handed.path.read_bytes() == b"isi"


@pytest.mark.parametrize(
    ("name", "periode"),
    [
        ("dtks-2026-10.txt", "2026-10"),
        ("musdes_202609_final.csv", "2026-09"),
        ("dtks-2026-13.txt", None),
        ("3328011708900001.txt", None),
        ("rekap.xlsx", None),
    ],
)
def test_the_month_is_guessed_from_the_name(name, periode):
    assert inbox.periode_in(name) == periode


def test_no_month_to_come_is_offered():
    months = handing._months()

    assert months[0] == f"{datetime.now(ZoneInfo('Asia/Jakarta')):%Y-%m}"
    assert months == sorted(set(months), reverse=True)
    assert "2020-01" in months  # BDT-era files
