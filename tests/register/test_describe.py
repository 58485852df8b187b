"""The data dictionary says what the schema says, of every column."""

from register import describe
from register.schema import metadata


def test_the_dictionary_is_current():
    """Else: python -m register describe."""
    assert describe.FILE.read_text(encoding="utf-8") == describe.dictionary()


def test_every_column_says_what_it_holds():
    for table in metadata.sorted_tables:
        assert table.comment, table.name
        for column in table.columns:
            assert column.comment, column
            assert {"unit", "allowed", "personal"} <= set(column.info), column


def test_a_column_reads_as_a_line():
    lines = describe.dictionary().splitlines()
    assert ("| `nik` | text | 16 angka |  |  | **yes** | NIK; empty: none in the file |") in lines
    assert (
        "| `desil` | whole number |  | 1 to 10 |  |  | desil in the file; empty: belum ditentukan |"
    ) in lines
