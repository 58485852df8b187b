"""The catalogue: every indicator there is, each defined once, in the order people read them."""

from queries.indicator import Computed, Definition, Indicator
from queries.indicators import computed
from queries.indicators.completeness import (
    ISIAN_LENGKAP,
    KELUARGA_GANJIL,
    KEMUTAKHIRAN_12,
    KEMUTAKHIRAN_24,
)
from queries.indicators.identity import NIK_PADAN
from queries.indicators.musdes import MUSDES_BULAN_INI
from queries.indicators.proposals import TEMUAN_LAYAK, USULAN_PER_1000
from queries.indicators.recipients import (
    BELUM_MENERIMA,
    CAKUPAN_JIWA,
    CAKUPAN_KK,
    LUAR_DESIL,
    STATUS_BERMASALAH,
)
from queries.indicators.verval import CAPAIAN_VERVAL, TIDAK_LAYAK_BULAN

CATALOGUE: tuple[Indicator, ...] = (
    KEMUTAKHIRAN_24,
    KEMUTAKHIRAN_12,
    CAPAIAN_VERVAL,
    NIK_PADAN,
    STATUS_BERMASALAH,
    BELUM_MENERIMA,
    TEMUAN_LAYAK,
    CAKUPAN_KK,
    CAKUPAN_JIWA,
    LUAR_DESIL,
    ISIAN_LENGKAP,
    KELUARGA_GANJIL,
    TIDAK_LAYAK_BULAN,
    MUSDES_BULAN_INI,
    USULAN_PER_1000,
)

COMPUTED: tuple[Computed, ...] = (
    computed.PERKIRAAN_SELESAI,
    computed.PENERIMA_TIDAK_LAYAK,
    computed.TERDAFTAR_TIDAK_LAYAK,
    computed.LAYAK_BELUM_MENERIMA,
    computed.KESESUAIAN_DESIL,
    computed.RASIO_BPS,
    computed.LAMA_PROSES,
    computed.KANTONG,
    computed.TREN,
)


def _by_number(definition: Definition) -> tuple[str, int]:
    return definition.number[0], int(definition.number[1:])


# I1 to I17 and then the others; of one number the counts stand before what is computed of them.
DEFINITIONS: tuple[Definition, ...] = tuple(sorted((*CATALOGUE, *COMPUTED), key=_by_number))

BY_CODE = {definition.code: definition for definition in DEFINITIONS}

HEADLINE = (KEMUTAKHIRAN_24, CAPAIAN_VERVAL, NIK_PADAN, ISIAN_LENGKAP, MUSDES_BULAN_INI)
# What pages Ringkasan and Kelengkapan let people choose from: is the data fresh and complete?
COMPLETENESS = (
    KEMUTAKHIRAN_24,
    KEMUTAKHIRAN_12,
    CAPAIAN_VERVAL,
    NIK_PADAN,
    ISIAN_LENGKAP,
    KELUARGA_GANJIL,
    MUSDES_BULAN_INI,
)


def by_code(code: str) -> Indicator:
    """Return the indicator with that code. Raises KeyError."""
    return {indicator.code: indicator for indicator in CATALOGUE}[code]
