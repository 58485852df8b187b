"""Each indicator that is a ratio of sums, from the sentences of docs/indicators.md."""

from tests.oracle import families, proposals, recipients, verval
from tests.oracle.month import Month
from tests.oracle.register import Key, Register, Sums

INDICATORS = {
    "kemutakhiran_24_pct": families.fresh(24),
    "kemutakhiran_12_pct": families.fresh(12),
    "verval_pct": verval.progress,
    "nik_padan_pct": families.matched,
    "status_bermasalah_pct": recipients.troubled,
    "belum_menerima_pct": recipients.missed,
    "temuan_layak_per_1000": proposals.found_eligible,
    "cakupan_kk_pct": recipients.families_reached,
    "cakupan_jiwa_pct": recipients.people_reached,
    "luar_desil_pct": recipients.beyond,
    "isian_lengkap_pct": families.filled,
    "keluarga_ganjil_pct": families.odd,
    "tidak_layak_bulan_pct": verval.found_this_month,
    "musdes_pct": verval.met,
    "usulan_per_1000": proposals.proposed,
}


def sums(register: Register) -> dict[Key, Sums]:
    """Return the three sums of every indicator, part, desa and periode of the register.

    A desa with nothing to count has no key.
    """
    found = dict(register.recaps)  # counted rows win, where there are any
    for periode in sorted({*register.people, *register.meetings}):
        month = Month(register, periode)
        for code, definition in INDICATORS.items():
            for (part, desa), counts in definition(month).items():
                if any(counts):
                    found[code, part, desa, periode] = counts
    return found
