"""Write what each indicator means, from the indicator itself: `python -m queries describe`."""

from datetime import date
from pathlib import Path

from sqlalchemy.dialects import postgresql

from queries import measure
from queries.indicator import Indicator, Snapshot
from queries.indicators import CATALOGUE

FILE = Path(__file__).parents[1] / "docs" / "indicators.md"
EXAMPLE = Snapshot("2026-10", date(2026, 10, 31), "Verval")


def write() -> None:
    FILE.write_text(catalogue(), encoding="utf-8")


def catalogue() -> str:
    """Return the whole catalogue as Markdown; a test holds docs/indicators.md equal to it."""
    entries = "\n".join(f"{entry(i)}\n```sql\n{sql(i)}\n```\n" for i in CATALOGUE)
    return (
        f"# Indicators\n\nWritten by `python -m queries describe`; edit the objects.\n\n{entries}"
    )


def entry(indicator: Indicator) -> str:
    """Return one indicator as Markdown, in Indonesian, without its SQL."""
    lines = [
        f"## {indicator.nama}\n",
        f"{indicator.definition}\n",
        f"- **Kode:** {indicator.number} · `{indicator.code}` · definisi versi {indicator.version}"
        f" · {indicator.name}",
        f"- **Satuan:** {indicator.unit}; makin {_direction(indicator)} makin baik",
        f"- **Sifat angka:** {indicator.badge.label}: {indicator.badge.meaning}",
        f"- **Belum diketahui:** {indicator.unknown.text if indicator.unknown else 'tidak ada'}",
        f"- **Batas:** {limits_text(indicator)}",
        f"- **Sumber:** {indicator.source}",
        *[f"- **Catatan:** {caveat}" for caveat in indicator.caveats],
    ]
    if indicator.breakdown:
        lines.append(f"- **Rincian:** {', '.join(indicator.breakdown)}")
    return "\n".join(lines) + "\n"


def _direction(indicator: Indicator) -> str:
    return "tinggi" if indicator.better.value > 0 else "rendah"


def limits_text(indicator: Indicator) -> str:
    """Return the thresholds in words, with who set them."""
    limits = indicator.thresholds
    if limits is None:
        return "tidak ada batas."
    if limits.from_plan:
        levels = f"perhatian di bawah rencana, perlu ditelusuri {-limits.act:g} poin di bawahnya"
    elif limits.watch == limits.act:
        levels = f"perlu ditelusuri di bawah {limits.act:g} %"
    else:
        levels = (
            f"perhatian di bawah {limits.watch:g} %, perlu ditelusuri di bawah {limits.act:g} %"
        )
    return f"{levels}. Dasar: {limits.basis}"


def sql(indicator: Indicator) -> str:
    """Return the query of one indicator as PostgreSQL text for an example month."""
    query = measure.sums_query(indicator.population, [indicator], EXAMPLE)
    compiled = query.compile(
        dialect=postgresql.dialect(paramstyle="named"), compile_kwargs={"literal_binds": True}
    )
    return str(compiled)
