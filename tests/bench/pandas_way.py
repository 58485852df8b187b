"""The usual way, to compare with: pandas reads a file whole, `to_sql` puts it into SQLite.

`python -m tests.bench.pandas_way FILE ENGINE DATABASE`; ENGINE is csv, calamine or openpyxl. All
cells text; nothing is recognised, checked, told apart or refused.
"""

import sqlite3
import sys
from contextlib import closing

import pandas as pd

CHUNK = 50_000


def main(file: str, engine: str, database: str) -> None:
    """Read the file and write its rows to one table."""
    if engine == "csv":
        sheets = {"": pd.read_csv(file, sep="|", dtype=str, keep_default_na=False, quoting=3)}
    else:
        sheets = pd.read_excel(file, None, dtype=str, keep_default_na=False, engine=engine)
    with closing(sqlite3.connect(database)) as store:
        for rows in sheets.values():
            rows.to_sql("dtks", store, if_exists="append", index=False, chunksize=CHUNK)
        print(store.execute("SELECT count(*) FROM dtks").fetchone()[0])


if __name__ == "__main__":
    main(*sys.argv[1:])
