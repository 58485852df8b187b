"""How much of the frozen target list is verified, and what do visits find? (I2, flow of I17)"""

from queries.indicator import Better, Indicator, Part, Thresholds
from queries.populations import KUNJUNGAN, SASARAN

OUTCOMES = ("layak", "tidak layak", "tidak ditemukan")


def _outcome(name: str) -> Part:
    return Part(f"hasil {name}", lambda rows, _: rows.c.hasil == name)


CAPAIAN_VERVAL = Indicator(
    code="verval_pct",
    number="I2",
    nama="Capaian verval terhadap target",
    name="Verification progress",
    short="Verval selesai",
    reading="{numerator} dari {denominator} KK selesai ({value}).",
    population=SASARAN,
    denominator=Part(
        "keluarga pada daftar sasaran kegiatan yang dibekukan", lambda r, _: r.c.kode_desa != ""
    ),
    numerator=Part(
        "Keluarga sasaran dengan hasil akhir sejak kegiatan mulai sampai tanggal acuan",
        lambda rows, _: rows.c.hasil.is_not(None),
    ),
    unknown=None,
    breakdown={
        **{name: _outcome(name) for name in OUTCOMES},
        "dengan bukti": Part("hasil dengan foto atau geotag", lambda rows, _: rows.c.ada_bukti),
    },
    thresholds=Thresholds(
        watch=0,
        act=-10,
        basis="Selisih poin terhadap garis rencana pada tanggal acuan: merata pada hari kerja, "
        "tanpa hari libur.",
        from_plan=True,
    ),
    classes=(20, 40, 60, 80),
    source="Daftar hasil verval dan daftar sasaran yang dibekukan saat kegiatan dimulai.",
    caveats=(
        "Kemajuan tidak mengatakan apa-apa tentang mutu pemeriksaan.",
        "Dikunjungi tanpa hasil dihitung belum selesai.",
        "Hasil kegiatan lain tidak dihitung; hasil tanpa nama kegiatan dihitung.",
        "Hasil sesudah batas waktu tetap dihitung, supaya sisa pekerjaan terlihat.",
        "Bila beberapa kegiatan berjalan bersamaan, yang dihitung ialah yang mulai terakhir.",
        "Contoh kontrol acak bukan kegiatan, dan kunjungannya tidak dihitung di sini.",
    ),
)

TIDAK_LAYAK_BULAN = Indicator(
    code="tidak_layak_bulan_pct",
    number="I17",
    nama="Tidak layak di antara yang diverval bulan itu",
    name="Found ineligible among this month's verifications",
    short="Tidak layak bulan itu",
    reading="Dari {denominator} keluarga yang diverval bulan itu, {numerator} ({value}) tidak "
    "layak.",
    population=KUNJUNGAN,
    denominator=Part(
        "keluarga yang pada bulan itu diverval dengan hasil layak atau tidak layak",
        lambda rows, _: rows.c.hasil.in_(("layak", "tidak layak")),
    ),
    numerator=Part(
        "Keluarga yang hasil terakhirnya bulan itu tidak layak (di luar meninggal, pindah, NIK "
        "ganda)",
        lambda rows, _: rows.c.hasil == "tidak layak",
    ),
    better=Better.NEITHER,
    classes=(5, 10, 20, 30),
    source="Daftar hasil verval, menurut tanggal kunjungan dan desa yang tertulis di sana.",
    caveats=(
        "Arus bulanan untuk grafik kendali: yang diverval bukan contoh acak, jadi bukan taksiran "
        "untuk semua keluarga.",
        "Kunjungan kontrol acak ikut dihitung: ia kunjungan seperti yang lain.",
        "Daftar yang terlambat datang mengubah bulan yang lampau; perubahannya dicatat sebagai "
        "revisi.",
    ),
)
