"""What can be counted in a register: one module a source of rows, one row a thing."""

from queries.populations.campaigns import KUNJUNGAN, SASARAN, campaign_targets, officer_days
from queries.populations.coverage import CAKUPAN
from queries.populations.families import INDIVIDU, KELUARGA
from queries.populations.villages import DESA, TEMUAN, USULAN

__all__ = [
    "CAKUPAN",
    "DESA",
    "INDIVIDU",
    "KELUARGA",
    "KUNJUNGAN",
    "SASARAN",
    "TEMUAN",
    "USULAN",
    "campaign_targets",
    "officer_days",
]
