"""Which formats there are, and which one a header belongs to."""

from register.importers.agregat import AGREGAT
from register.importers.bdt import BDT_ART, BDT_RT
from register.importers.bltdd import BLTDD
from register.importers.bnba import BNBA
from register.importers.desil import DESIL
from register.importers.dtks import DTKS
from register.importers.dtsen import DTSEN_ANGGOTA, DTSEN_KELUARGA
from register.importers.format import Format, Recognised, UnknownFormatError, slug
from register.importers.laporan import LAPORAN
from register.importers.layar import LAYAR
from register.importers.musdes import MUSDES
from register.importers.pbi import PBI
from register.importers.petugas import PETUGAS
from register.importers.sasaran import SASARAN
from register.importers.usulan import USULAN_JAWABAN, USULAN_V4
from register.importers.usulan_tahap import USULAN_TAHAP
from register.importers.verval import VERVAL

FORMATS = (
    DTKS,
    BNBA,
    LAYAR,
    DTSEN_KELUARGA,
    DTSEN_ANGGOTA,
    DESIL,
    BDT_ART,
    BDT_RT,
    PBI,
    VERVAL,
    MUSDES,
    USULAN_V4,
    USULAN_JAWABAN,
    USULAN_TAHAP,
    SASARAN,
    PETUGAS,
    LAPORAN,
    BLTDD,
    AGREGAT,
)

MANY = 8  # required columns that make a header unmistakable though two are missing
CLEARLY = 3  # columns more that a format knows of a header, to be the likelier one

KNOWN = frozenset().union(*[field.slugs for form in FORMATS for field in form.fields])


def is_promising(cells: list[str]) -> bool:
    """Whether two of the cells at least are headings of some format: most rows have none."""
    return sum(slug(cell) in KNOWN for cell in cells if cell) > 1


def recognise(header: list[str]) -> Recognised | None:
    """Return the format whose required columns all stand in the header, or None.

    Of several the one that requires the most, then the one that knows most of the columns. None
    also where another format is likelier (see _likelier).
    """
    best = _fitting(header)
    return None if best and _likelier(header, best) else best


def _fitting(header: list[str]) -> Recognised | None:
    present = {slug(name) for name in header}
    found = [form.match(header) for form in FORMATS if not form.lacking(present)]
    return max(found, key=lambda m: (len(m.format.required), len(m.positions)), default=None)


def _likelier(header: list[str], best: Recognised) -> list[Format]:
    """Return the formats that all but fit and know the header better than the one that fits.

    A list of verval results whose heading HASIL VERVAL is misspelt must not pass for a target
    list, nor a DTKS export for a list of desil. Such a format lacks one required column and
    knows more of the header, or lacks two and knows clearly more; and it knows all that the
    other makes use of, or requires much and knows more than twice as many columns.
    """
    present = {slug(name) for name in header}
    used = set(best.positions.values())
    found = []
    for form in FORMATS:
        lacking, known = len(form.lacking(present)), form.known(header)
        more = len(known) - len(used)
        nested = used <= set(known.values()) and more >= (1 if lacking == 1 else CLEARLY)
        wide = len(form.required) >= MANY and more > len(used)
        if lacking in (1, 2) and (nested or wide):
            found.append(form)
    return found


def nearest(header: list[str]) -> Format:
    """Return the format that lacks the smallest part of its required columns, but some."""
    best = _fitting(header)
    among = (best and _likelier(header, best)) or FORMATS
    lacking = {form.code: len(form.missing(header)) / len(form.required) for form in FORMATS}
    return min(among, key=lambda form: lacking[form.code] or 2)


def explain_unknown(header: list[str]) -> UnknownFormatError:
    """Return the error for a file no format fits: the nearest one and what it lacks."""
    form = nearest(header)
    lacking = ", ".join(form.missing(header))
    return UnknownFormatError(
        "Berkas tidak dikenali dari judul kolomnya. Yang paling mirip: "
        f"{form.nama}; kolom yang tidak ditemukan: {lacking}. "
        "Pastikan baris judul kolom ikut tersimpan dan tidak diubah."
    )
