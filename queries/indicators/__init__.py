"""The catalogue: every indicator there is, each defined once, in the order people read them."""

from queries.indicator import Indicator
from queries.indicators.completeness import ISIAN_LENGKAP, KEMUTAKHIRAN_12, KEMUTAKHIRAN_24
from queries.indicators.identity import NIK_PADAN
from queries.indicators.musdes import MUSDES_BULAN_INI
from queries.indicators.verval import CAPAIAN_VERVAL

CATALOGUE: tuple[Indicator, ...] = (
    KEMUTAKHIRAN_24,
    KEMUTAKHIRAN_12,
    CAPAIAN_VERVAL,
    NIK_PADAN,
    ISIAN_LENGKAP,
    MUSDES_BULAN_INI,
)

HEADLINE = (KEMUTAKHIRAN_24, CAPAIAN_VERVAL, NIK_PADAN, ISIAN_LENGKAP, MUSDES_BULAN_INI)


def by_code(code: str) -> Indicator:
    """Return the indicator with that code. Raises KeyError."""
    return {indicator.code: indicator for indicator in CATALOGUE}[code]
