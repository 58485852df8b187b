"""How much of the frozen target list has been verified? (I2)"""

from queries.indicator import Indicator, Part, Thresholds
from queries.populations import SASARAN

OUTCOMES = ("layak", "tidak layak", "tidak ditemukan")


def _outcome(name: str) -> Part:
    return Part(f"hasil {name}", lambda rows, _: rows.c.hasil == name)


CAPAIAN_VERVAL = Indicator(
    code="verval_pct",
    number="I2",
    nama="Capaian verval terhadap target",
    name="Verification progress",
    short="Verval selesai",
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
        basis="Selisih poin terhadap garis rencana (hari kerja merata) pada tanggal acuan.",
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
    ),
)
