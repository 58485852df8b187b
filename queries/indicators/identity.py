"""Can each person in the register be found in Dukcapil? (I4)"""

from queries.indicator import Indicator, Part, Thresholds
from queries.populations import INDIVIDU
from queries.populations.windows import months_before

STALE_MONTHS = 3  # a run of matching older than this is shown grey (indicators.md, I4)

NIK_PADAN = Indicator(
    code="nik_padan_pct",
    number="I4",
    nama="Kepadanan NIK dengan Dukcapil",
    name="NIK match rate",
    short="NIK padan",
    reading="{value} dari {denominator} jiwa padan ({numerator} jiwa); {unknown} belum diuji.",
    population=INDIVIDU,
    denominator=Part("jiwa aktif yang terdaftar", lambda rows, _: rows.c.kode_desa != ""),
    numerator=Part("Jiwa yang NIK-nya padan dengan Dukcapil", lambda r, _: r.c.padan == "padan"),
    unknown=Part("belum diuji", lambda rows, _: rows.c.padan == "belum diuji"),
    breakdown={
        "diuji lebih dari 3 bulan lalu": Part(
            "tanggal pemadanannya lebih dari 3 bulan sebelum tanggal acuan",
            lambda rows, snapshot: (
                rows.c.tanggal_padan < months_before(snapshot.tanggal_acuan, STALE_MONTHS)
            ),
        )
    },
    thresholds=Thresholds(
        watch=98, act=95, basis="Usulan tim pengembang; belum ada aturan yang menetapkannya."
    ),
    classes=(90, 95, 98, 99),
    source="Kolom KETERANGAN PADAN pada ekspor DTKS.",
    caveats=(
        "Tidak padan sering berarti beda ejaan atau KK berubah, bukan tidak layak.",
        "NIK padan beda nama dihitung tidak padan.",
        "Yang belum diuji tetap dalam penyebut dan ditampilkan tersendiri.",
    ),
)
