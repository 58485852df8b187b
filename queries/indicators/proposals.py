"""Whom did musdes and Cek Bansos find that the register does not have yet? (I9)"""

from queries.indicator import Better, Indicator, Part
from queries.populations import TEMUAN


def _every(rows, _):
    return rows.c.kode_desa != ""


TEMUAN_LAYAK = Indicator(
    code="temuan_layak_per_1000",
    number="I9",
    nama="Temuan layak dari usulan, belum masuk penetapan",
    name="Eligible found via proposals, not yet determined",
    short="Temuan layak",
    reading="{numerator} keluarga layak ditemukan dalam 12 bulan dan belum masuk penetapan "
    "({value} keluarga terdaftar).",
    population=TEMUAN,
    denominator=Part("keluarga aktif terdaftar", _every, "keluarga"),
    numerator=Part(
        "Keluarga yang diusulkan baru, diverifikasi layak dalam 12 bulan sampai tanggal acuan, dan "
        "belum masuk penetapan",
        _every,
        "belum",
    ),
    breakdown={
        "menunggu keputusan": Part("belum ditolak dan belum ditetapkan", _every, "menunggu"),
        "ditolak atau dikembalikan": Part("ditolak atau dikembalikan", _every, "ditolak"),
        "sudah ditetapkan": Part("sudah masuk penetapan", _every, "ditetapkan"),
        "diverifikasi bulan itu": Part("diverifikasi pada bulan itu", _every, "bulan_ini"),
    },
    per=1000,
    better=Better.NEITHER,
    classes=(1, 5, 10, 20),
    source="Rekap usulan menurut tahap: jenis baru, hasil verifikasi layak, menurut tanggalnya.",
    caveats=(
        "Temuan, bukan angka kesalahan: lebih banyak temuan bisa berarti kerja yang lebih baik.",
        "Satu keluarga dihitung sekali, juga bila diusulkan untuk beberapa program atau oleh dua "
        "desa (di desa yang kodenya lebih kecil).",
        "Yang menentukan ialah tanggalnya: usulan yang dikembalikan lalu diajukan lagi tanpa "
        "tanggal baru tetap terhitung dikembalikan.",
        "Penyebutnya keluarga terdaftar, bukan KK Dukcapil: keduanya dari potret yang sama.",
    ),
)
