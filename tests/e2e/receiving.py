"""What one visitor's browser received, kept byte for byte, and the persons found in it."""

import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Download, Page, Response, WebSocket
from sqlalchemy import Column, create_engine, select

from register.schema import metadata

NAME_COLUMNS = {"nama", "nama_ibu_kandung", "nama_krt", "nama_dukcapil", "petugas"}
LONG, LETTERS = 2, 10  # words and letters of a name that is looked for
DIGITS = 16
RUNS = re.compile(rb"\d{16,}")
GROUPED = re.compile(rb"(?<!\d)\d(?:[.,\xa0 ]\d{3}){5}(?!\d)|(?<!\d)\d{4}(?:[ .-]\d{4}){3}(?!\d)")
# What may stand between two words: in text, markup, addresses and names of files.
SPACES = (b"&nbsp;", b"\xc2\xa0", b"\\u00a0", b"\\xa0", b"%20")
SIGNS = bytes.maketrans(b"\t\n\r+_-", b"      ")
PROGRAM = "/static/"
NO_BODY = (204, 301, 302, 303, 304, 307, 308)
WORDS = re.compile(rb"[A-Z'.]+(?: +[A-Z'.]+)+")


@dataclass(frozen=True)
class Persons:
    """Numbers of 16 digits and names, in capitals, by which somebody would be known."""

    numbers: frozenset[bytes]
    names: frozenset[bytes]


@dataclass(frozen=True)
class Find:
    """A number or name that somebody received: at which step, by which way."""

    step: str
    way: str
    value: str

    @property
    def is_number(self) -> bool:
        return self.value.isdigit()


@dataclass
class Received:
    """All that came to one visitor, each piece with the step of the walk and the way it came.

    `program`: paths of Streamlit's own files that have been kept, by this visitor or another.
    """

    step: str = ""
    kept: list[tuple[str, str, bytes]] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)
    program: set[str] = field(default_factory=set)
    socket: WebSocket | None = None

    def keep(self, way: str, content: str | bytes) -> None:
        """Keep a piece of the step that the walk is at."""
        content = content.encode() if isinstance(content, str) else content
        self.kept.append((self.step, way, content))

    def follow(self, page: Page) -> None:
        """Listen to a tab from now on: its answers over HTTP, its websockets and its console."""
        page.on("response", lambda answer: self.answers.append(answer))
        page.on("websocket", self._socket)
        page.on("console", lambda message: self.keep("console", message.text))
        page.on("pageerror", lambda error: self.keep("console", str(error)))

    def _socket(self, socket: WebSocket) -> None:
        self.socket = socket
        socket.on("framereceived", lambda frame: self.keep("websocket", frame))

    def download(self, file: Download) -> None:
        """Keep a download: its name, and what is in it, unpacked where it is packed."""
        path = file.path()
        self.keep("download", f"{file.suggested_filename} {file.url}")
        self.keep("download", path.read_bytes())
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                for name in packed.namelist():
                    self.keep("download", packed.read(name))

    def read_answers(self) -> None:
        """Keep the answers of this step, with their headers: the next address forgets them.

        Streamlit's own program, whose files' names are hashes, is read once. A download is kept
        by `download`: a browser keeps no body of it.
        """
        while self.answers:
            answer = self.answers.pop()
            headers = answer.all_headers()
            self.keep("http", f"{answer.url} {headers}")
            path = urlsplit(answer.url).path
            if path in self.program or answer.status in NO_BODY:
                continue
            if not headers.get("content-disposition", "").startswith("attachment"):
                self.keep("http", answer.body())
            if path.startswith(PROGRAM):
                self.program.add(path)

    def ways(self) -> set[str]:
        """Return the ways by which anything came at all."""
        return {way for _, way, content in self.kept if content}

    def finds(self, persons: Persons) -> set[Find]:
        """Return every number and name of these persons among what came."""
        runs: dict[tuple[str, str], set[bytes]] = {}
        found = set()
        for step, way, content in self.kept:
            numbers = persons.numbers.intersection(_numbers(content))
            found |= {Find(step, way, number.decode()) for number in numbers}
            runs.setdefault((step, way), set()).update(WORDS.findall(_plain(content)))
        for (step, way), texts in runs.items():
            text = re.sub(rb" +", b" ", b"\n".join(texts))
            found |= {Find(step, way, name.decode()) for name in persons.names if name in text}
        return found


def _numbers(content: bytes) -> Iterator[bytes]:
    """Every 16 digits in a row, also within longer rows and where they are grouped."""
    for run in RUNS.findall(content):
        yield from (run[start : start + DIGITS] for start in range(len(run) - DIGITS + 1))
    for grouped in GROUPED.findall(content):
        yield re.sub(rb"\D", b"", grouped)


def _plain(content: bytes) -> bytes:
    for space in SPACES:
        content = content.replace(space, b" ")
    return content.translate(SIGNS).upper()


def persons(register: Path, within: str = "") -> Persons:
    """Return everybody in a register, in all months, or those of one area (code).

    Numbers: any 16 digits in a personal column, so NIK, No KK and numbers of households, also
    where they are part of an id. Names: of persons, mothers, applicants and officers; of two words
    or more and at least ten letters, as shorter ones are words of their own ("SRI", "DEWI SRI").
    """
    numbers, names = set(), set()
    for column, values in _personal(register, within):
        numbers.update(*(_numbers(value.encode()) for value in values))
        if column.name in NAME_COLUMNS:
            names.update(values)
        if column.table.name == "karantina":
            names.update(_in_rows(values))
    return Persons(frozenset(numbers), frozenset(map(_plain_name, filter(_is_sought, names))))


def _personal(register: Path, within: str) -> Iterator[tuple[Column, list[str]]]:
    """Every personal column with its values; of an area: those of tables that say where."""
    engine = create_engine(f"duckdb:///{register}", connect_args={"read_only": True})
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            where = [table.c.kode_desa.startswith(within)] if "kode_desa" in table.c else []
            if within and not where:
                continue
            for column in table.columns:
                if column.info.get("personal"):
                    values = connection.scalars(select(column).distinct().where(*where))
                    yield column, [str(value) for value in values if value]
    engine.dispose()


def _in_rows(rows: Iterable[str]) -> Iterator[str]:
    """Names in rows as they stood in a file."""
    for row in rows:
        yield from (value for name, value in json.loads(row).items() if name.startswith("NAMA"))


def _is_sought(name: str | None) -> bool:
    words = (name or "").split()
    return len(words) >= LONG and sum(map(str.isalpha, name)) >= LETTERS


def _plain_name(name: str) -> bytes:
    return b" ".join(_plain(name.encode()).split())
