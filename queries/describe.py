"""Write what each indicator means, from the indicator itself: `python -m queries describe`."""

import re
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from sqlalchemy.dialects import postgresql

from queries import measure, strata
from queries.indicator import Better, Computed, Definition, Indicator, Snapshot
from queries.indicators import DEFINITIONS

PLACE = re.compile(r"\{\w+\}")  # of a figure in a sentence
FILE = Path(__file__).parents[1] / "docs" / "indicators.md"
EXAMPLE = Snapshot(
    "2026-10",
    date(2026, 10, 31),
    "Verval",
    "DTSEN",
    ("BPNT", "PBI-JK", "PKH"),
    MappingProxyType({"PKH": 1, "BPNT": 2, "PBI-JK": 4}),
)
# What holds for all of them, said once. An oracle in tests/ is written from these words.
RULES = (
    "Tanggal acuan ialah hari terakhir bulannya, atau hari memuat selama bulan itu berjalan. "
    "Jendela n bulan berakhir pada tanggal acuan dan dimulai sehari sesudah tanggal yang sama n "
    "bulan sebelumnya.",
    "Keluarga dan jiwa dihitung di desanya menurut register bulan itu. Keluarga aktif selama satu "
    "anggotanya aktif; jiwa tidak aktif bila keadaannya menyebut meninggal, pindah, atau dihapus.",
    "Hasil verval sebuah keluarga ialah hasil kunjungan terakhirnya dalam 12 bulan, juga bila itu "
    "kunjungan kontrol acak; dari dua pada hari yang sama, yang pertama menurut abjad hasilnya, "
    "lalu alasannya (huruf dan angkanya saja). Tidak layak dengan alasan meninggal, pindah, atau "
    "NIK ganda ialah hasil tersendiri: kependudukan.",
    "Desil sebuah keluarga ialah desil pada ekspor bulan itu; bila kosong, desil pada "
    "pemeringkatan terakhir yang memuatnya, dari era yang sama dan tidak sesudah bulan itu. Bila "
    "anggotanya berdesil berbeda, keluarga itu tanpa desil.",
    "Kepala keluarga ialah anggota yang hubungannya tertulis kepala keluarga, kepala rumah tangga, "
    "KRT, KK, atau 1.",
    "Penerima ialah yang tercatat pada daftar program bulan itu, kecuali statusnya diawali "
    "exclude, gagal, tidak layak, nonaktif, tidak aktif, overlap, atau calon.",
    "Batas desil sebuah program ialah aturan batas desil yang berlaku pada tanggal acuan untuk "
    "eranya, tanpa peran; dari dua yang berlaku, yang mulai terakhir.",
    "Rincian memakai belum diketahui dari keseluruhannya, kecuali bila penyebutnya lain.",
    "Desa yang tidak punya apa pun untuk dihitung tidak punya baris. Belum diketahui tidak pernah "
    "dihitung sebagai tidak.",
)


def write() -> None:
    FILE.write_text(catalogue(), encoding="utf-8")


def catalogue() -> str:
    """Return the whole catalogue as Markdown; a test holds docs/indicators.md equal to it."""
    entries = "\n".join(
        f"{entry(definition)}\n```sql\n{sql(definition)}\n```\n"
        if sql(definition)
        else entry(definition)
        for definition in DEFINITIONS
    )
    rules = "\n".join(f"- {rule}" for rule in RULES)
    return (
        "# Indicators\n\nWritten by `python -m queries describe`; edit the objects.\n\n"
        f"## Aturan bersama\n\n{rules}\n\n{entries}"
    )


def entry(definition: Definition) -> str:
    """Return one indicator as Markdown, in Indonesian, without its SQL."""
    specific = _ratio(definition) if isinstance(definition, Indicator) else _computed(definition)
    lines = [
        f"## {definition.nama}\n",
        f"{definition.definition}\n",
        f"- **Kode:** {definition.number} · `{definition.code}` · definisi versi "
        f"{definition.version} · {definition.name}",
        f"- **Satuan:** {definition.unit}{_direction(definition)}",
        f"- **Sifat angka:** {definition.badge.label}: {definition.badge.meaning}",
        f"- **Cara membaca:** {PLACE.sub('…', definition.reading)}",
        *specific,
        f"- **Batas:** {limits_text(definition)}",
        f"- **Sumber:** {definition.source}",
        *[f"- **Catatan:** {caveat}" for caveat in definition.caveats],
    ]
    return "\n".join(lines) + "\n"


def _ratio(indicator: Indicator) -> list[str]:
    unknown = indicator.unknown.text if indicator.unknown else "tidak ada"
    lines = [f"- **Belum diketahui:** {unknown}"]
    lines += [f"- **Rincian {name}:** {part.text}" for name, part in indicator.breakdown.items()]
    cuts = [" dan ".join(cut) for cut in indicator.by if cut]
    if cuts:
        lines.append(f"- **Dirinci per:** {'; '.join(cuts)}")
    return lines


def _computed(computed: Computed) -> list[str]:
    tables = ", ".join(f"`{name}`" for name in computed.tables)
    return [f"- **Dihitung oleh:** `{computed.method}` dari tabel ringkasan {tables}"]


def _direction(definition: Definition) -> str:
    if definition.better is Better.NEITHER:
        return "; lebih tinggi tidak dengan sendirinya lebih baik"
    word = "tinggi" if definition.better is Better.HIGHER else "rendah"
    return f"; makin {word} makin baik"


def limits_text(definition: Definition) -> str:
    """Return the thresholds in words, with who set them."""
    limits = definition.thresholds
    if limits is None:
        return "tidak ada batas."
    side = "di bawah" if definition.better is Better.HIGHER else "di atas"
    if limits.from_plan:
        levels = f"perhatian di bawah rencana, perlu ditelusuri {-limits.act:g} poin di bawahnya"
    elif limits.watch == limits.act:
        levels = f"perlu ditelusuri {side} {limits.act:g} %"
    else:
        levels = f"perhatian {side} {limits.watch:g} %, perlu ditelusuri {side} {limits.act:g} %"
    return f"{levels}. Dasar: {limits.basis}"


def sql(definition: Definition) -> str:
    """Return the query of an indicator as PostgreSQL text for an example month.

    Of an estimate from strata it is the query of these; empty where the figure is computed from
    the sums of another indicator or of a campaign.
    """
    return _sql(definition.code)


@cache  # compiling takes 20 ms, and page Definisi shows all of them
def _sql(code: str) -> str:
    definition = next(d for d in DEFINITIONS if d.code == code)
    if isinstance(definition, Indicator):
        query = measure.sums_query(definition.population, [definition], EXAMPLE)
    elif "lapisan" in definition.tables:
        query = strata.families_query(EXAMPLE)
    elif "lama_usulan" in definition.tables:
        query = strata.proposals_query(EXAMPLE.tanggal_acuan)
    else:
        return ""
    compiled = query.compile(
        dialect=postgresql.dialect(paramstyle="named"), compile_kwargs={"literal_binds": True}
    )
    return str(compiled)
