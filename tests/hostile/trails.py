"""The audit altered by somebody who holds its store, on a copy of it."""

import shutil
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DatabaseError

from queries import app_store, audit, rights
from queries.scope import Role, Scope
from tests.hostile.attempts import attempt
from tests.hostile.world import World

GROUP = "Audit"
COPY = "INSERT INTO jejak SELECT nomor + 1000, pada, siapa, peran, cakupan, perbuatan, perihal, "
REFUSED = {
    "changes the account of row 2": "UPDATE jejak SET siapa = 'lain' WHERE nomor = 2",
    "changes all reasons": "UPDATE jejak SET alasan = ''",
    "changes row 2 or puts it anew": "UPDATE OR REPLACE jejak SET nomor = 1 WHERE nomor = 2",
    "removes row 2": "DELETE FROM jejak WHERE nomor = 2",
    "removes all rows": "DELETE FROM jejak",
    "removes the newest row": "DELETE FROM jejak WHERE nomor = (SELECT max(nomor) FROM jejak)",
    "writes a second row 2": f"{COPY.replace('+ 1000', '')} alasan, baris, sidik_sebelum, sidik "
    "FROM jejak WHERE nomor = 2",
}
SEEN = {
    "puts another row in the place of row 2": "INSERT OR REPLACE INTO jejak SELECT nomor, pada, "
    "'lain', peran, cakupan, perbuatan, perihal, alasan, baris, sidik_sebelum, sidik FROM jejak "
    "WHERE nomor = 2",
    "adds a row with a number of its own": f"{COPY} alasan, baris, sidik_sebelum, sidik FROM jejak "
    "WHERE nomor = 2",
    "takes the trigger away and changes row 2": "DROP TRIGGER jejak_UPDATE; UPDATE jejak SET siapa "
    "= 'lain' WHERE nomor = 2",
    "takes the trigger away and removes row 2": "DROP TRIGGER jejak_DELETE; DELETE FROM jejak "
    "WHERE nomor = 2",
    "takes the trigger away and swaps two rows": "DROP TRIGGER jejak_UPDATE; UPDATE jejak SET "
    "nomor = -1 WHERE nomor = 2; UPDATE jejak SET nomor = 2 WHERE nomor = 3; UPDATE jejak SET "
    "nomor = 3 WHERE nomor = -1",
    "takes the trigger away and gives a row more rows seen": "DROP TRIGGER jejak_UPDATE; UPDATE "
    "jejak SET baris = 9 WHERE nomor = 3",
}


@attempt(GROUP, "somebody with SQL {0}", "refused by the store", [(n,) for n in REFUSED])
def _(world: World, what: str) -> str:
    with Copy(world) as copy, pytest.raises(DatabaseError):
        copy.run(REFUSED[what])
    return "refused by the store"


@attempt(GROUP, "somebody with the file of the store {0}", "found out", [(n,) for n in SEEN])
def _(world: World, what: str) -> str:
    with Copy(world) as copy:
        copy.run(SEEN[what])
        verdict = copy.verify()
    return f"found out: row {verdict.broken}" if verdict.broken else "NOT SEEN"


@attempt(GROUP, "somebody with the file cuts off the newest two rows", "found out")
def _(world: World) -> str:
    with Copy(world) as copy:
        last = copy.verify().last
        copy.run(
            "DROP TRIGGER jejak_DELETE; DELETE FROM jejak WHERE nomor > "
            "(SELECT max(nomor) - 2 FROM jejak)"
        )
        verdict = copy.verify(last)
    return f"found out: {verdict.why}" if verdict.broken else "NOT SEEN"


@attempt(
    GROUP,
    "the store of the audit can be written no more, and {0}",
    "nothing is done",
    [("a role is given",), ("somebody signs in",), ("the audit is taken away",)],
)
def _(world: World, what: str) -> str:
    with Copy(world) as copy:
        copy.run("ALTER TABLE jejak RENAME TO jejak_lama")
        copy.run("CREATE VIEW jejak AS SELECT * FROM jejak_lama")
        before = copy.run("SELECT * FROM hak ORDER BY surel")
        by = Scope(Role.DINAS, "uji")
        claims = world.claims(world.minted("dinas", nonce="lain"))
        deeds = {
            "a role is given": lambda: rights.give(by, "x@y.id", "dinas", []),
            "somebody signs in": lambda: rights.enter(claims),
            "the audit is taken away": lambda: audit.exported(by),
        }
        with pytest.raises(DatabaseError):
            deeds[what]()
        return (
            "nothing is done" if copy.run("SELECT * FROM hak ORDER BY surel") == before else "DONE"
        )


class Copy:
    """A copy of the store, which queries open for a while."""

    def __init__(self, world: World) -> None:
        self.world = world

    def __enter__(self) -> "Copy":
        self.folder = TemporaryDirectory()
        self.patch = pytest.MonkeyPatch()
        path = shutil.copy(self.world.site.data / "aplikasi.sqlite", self.folder.name)
        address = f"sqlite:///{path}"
        self.patch.setenv("APP_URL", address)
        self.engine = create_engine(address)
        return self

    def __exit__(self, *error) -> None:
        self.engine.dispose()
        app_store.engine().dispose()
        self.patch.undo()
        self.folder.cleanup()

    def run(self, statements: str) -> list:
        """Run statements; return the rows of the last."""
        with self.engine.begin() as connection:
            for statement in statements.split("; "):
                done = connection.execute(text(statement))
            return done.all() if done.returns_rows else []

    def verify(self, kept: str = "") -> audit.Verdict:
        return audit.verify(kept)
