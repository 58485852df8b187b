"""Which formats there are, and which one a header belongs to."""

from register.importers.dtks import DTKS
from register.importers.format import Recognised, UnknownFormatError
from register.importers.musdes import MUSDES
from register.importers.verval import VERVAL

FORMATS = (DTKS, VERVAL, MUSDES)


def recognise(header: list[str]) -> Recognised | None:
    """Return the format whose required columns all stand in the header, or None."""
    found = (form.match(header) for form in FORMATS)
    return next((match for match in found if match), None)


def explain_unknown(header: list[str]) -> UnknownFormatError:
    """Return the error for a file no format fits: the nearest one and what it lacks."""
    nearest = min(FORMATS, key=lambda form: len(form.missing(header)) / len(form.required))
    lacking = ", ".join(nearest.missing(header))
    return UnknownFormatError(
        "Berkas tidak dikenali dari judul kolomnya. Yang paling mirip: "
        f"{nearest.nama}; kolom yang tidak ditemukan: {lacking}. "
        "Pastikan baris judul kolom ikut tersimpan dan tidak diubah."
    )
