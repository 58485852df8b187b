"""Write an embedded register anew, so that what was deleted is no longer in its file.

DuckDB keeps the blocks of deleted rows for later use: after a prune the file is as large as
before, and the persons can still be read in it by whoever opens it as bytes.
"""

import os
import shutil
from pathlib import Path

import duckdb

from register.connections import MEMORY_LIMIT, StoreError


def rewrite(path: Path) -> None:
    """Put a fresh copy of a DuckDB file in its place; nobody else may have it open for writing.

    Raises StoreError when that fails: the file is then as it was.
    """
    for left in path.parent.glob(f"{path.stem}.salinan-*"):  # of a rewrite that was killed
        left.unlink()
    draft = path.with_name(f"{path.stem}.salinan-{os.getpid()}")
    try:
        with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
            connection.execute(f"ATTACH {_quoted(path)} AS lama (READ_ONLY)")  # nobody writes now
            connection.execute(f"ATTACH {_quoted(draft)} AS baru")
            connection.execute("COPY FROM DATABASE lama TO baru")
            connection.execute("DETACH baru")
            shutil.copymode(path, draft)
            _sync(draft)
            if os.name == "posix":  # in place before others may write to the old one
                draft.replace(path)
        if draft.exists():  # Windows replaces no file that is open
            draft.replace(path)
    except (duckdb.Error, OSError) as error:
        draft.unlink(missing_ok=True)
        raise StoreError(
            "Data sudah dihapus dari register, tetapi berkasnya belum ditulis ulang "
            f"({type(error).__name__}): sisa data masih dapat dibaca di dalamnya. Tutup program "
            "lain yang memakainya, sediakan ruang sebesar berkas itu, lalu ulangi prune."
        ) from None


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
