"""Has each desa held its musdes this month?"""

from queries.indicator import Indicator, Part, Thresholds
from queries.populations import DESA

MUSDES_BULAN_INI = Indicator(
    code="musdes_pct",
    number="M1",
    nama="Musdes bulan ini",
    name="Musdes held this month",
    short="Sudah musdes",
    reading="{numerator} dari {denominator} desa ({value}) sudah musdes bulan ini; {unknown} tidak "
    "ada pada daftar.",
    population=DESA,
    denominator=Part("desa dan kelurahan", lambda rows, _: rows.c.kode_desa != ""),
    numerator=Part("Desa yang mengadakan musdes atau muskel bulan itu", lambda r, _: r.c.bertemu),
    unknown=Part(
        "tidak ada pada daftar musdes bulan itu",
        lambda rows, _: ~rows.c.terdaftar & ~rows.c.bertemu,
    ),
    breakdown={
        "dengan berita acara": Part(
            "musdes yang berita acaranya sudah diunggah", lambda rows, _: rows.c.dengan_ba
        )
    },
    thresholds=Thresholds(
        watch=100,
        act=100,
        basis="Musdes/muskel wajib setiap bulan (Kab. Malang, 24-9-2024; Permensos 3/2021).",
    ),
    classes=(100,),
    source="Daftar musdes dan berita acara.",
    caveats=("Musdes tercatat belum berarti usulannya sudah masuk SIKS-NG.",),
)
