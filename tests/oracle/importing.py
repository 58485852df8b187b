"""Which reader takes which file. The order of the files is the order of import."""

from collections.abc import Iterable
from pathlib import Path

from tests.oracle import lists, visiting
from tests.oracle.register import Register

READERS = {
    "dtks": lists.read_export,
    "desil": lists.read_ranking,
    "pbi": lists.read_pbi,
    "bltdd": lists.read_bltdd,
    "agregat": lists.read_recap,
    "verval": visiting.read_results,
    "sasaran": visiting.read_targets,
    "musdes": visiting.read_meetings,
    "usulan_tahap": visiting.read_stages,
    "usulan_v4": visiting.read_template,
    "laporan": visiting.read_reports,
}


def read(files: Iterable[tuple[str, Path]]) -> Register:
    """Read (periode, file) in the order of import; lists and exports tell by their name."""
    register = Register()
    for periode, path in files:
        reader = READERS.get(path.name.split("-")[0])
        if reader:  # no indicator is counted from the other lists
            reader(register, periode, path)
    return register
