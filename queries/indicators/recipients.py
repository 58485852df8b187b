"""Who receives, and who should not or does not? Counts of the register (I5, I8, I10, I11)."""

from sqlalchemy import false

from queries.indicator import Badge, Better, Indicator, Part
from queries.populations import CAKUPAN
from queries.populations.coverage import CHILD_UP_TO, OLD_FROM

BY_PROGRAMME = (("program",),)
BY_DESIL = (("program",), ("program", "desil"))
FAMILY_HELP = (
    "Tanpa nama program: bantuan yang dibayarkan atau diserahkan per keluarga (PKH, BPNT, "
    "BPNT-PPKM, BST, BLT, BLT-BBM, BLT-DD, sembako adaptif), digabung; satu keluarga dihitung "
    "sekali."
)
LISTS = "Daftar penerima bulan itu pada ekspor, BNBA, BPJS, dan BLT-DD"
RANKING = "desil dari ekspor atau pemeringkatan terakhir pada era yang sama"
OUTSIDE = "Penerima yang tidak ada di register tidak dihitung."
NO_DESIL = "Keluarga yang desil anggotanya berbeda-beda dihitung tanpa desil."


def _receives(rows, _):
    return rows.c.menerima


def _problem(rows, _):
    return rows.c.meninggal | rows.c.pindah | rows.c.ganda


STATUS_BERMASALAH = Indicator(
    code="status_bermasalah_pct",
    number="I5",
    nama="Penerima dengan status kependudukan bermasalah (pasti, minimal)",
    name="Recipients with invalid civil status (exact, minimum)",
    short="Status bermasalah",
    reading="{numerator} dari {denominator} keluarga penerima ({value}) meninggal, pindah, atau "
    "NIK ganda: perlu ditindaklanjuti; {unknown} belum diketahui.",
    population=CAKUPAN,
    denominator=Part("keluarga terdaftar yang menerima bulan itu", _receives),
    numerator=Part(
        "Keluarga penerima yang penerima tercatatnya meninggal, pindah, atau NIK-nya tercatat pada "
        "lebih dari satu orang, menurut keadaan pada daftar atau hasil verval terakhir dalam 12 "
        "bulan",
        _problem,
    ),
    unknown=Part(
        "salah satu penerima tercatatnya belum diuji Dukcapil dan tanpa keadaan, atau tidak ada di "
        "register, dan keluarganya belum ditemui verval",
        lambda rows, snapshot: ~_problem(rows, snapshot) & ~rows.c.diketahui,
    ),
    breakdown={
        "meninggal": Part("penerima tercatat meninggal", lambda rows, _: rows.c.meninggal),
        "pindah": Part("penerima tercatat pindah", lambda rows, _: rows.c.pindah),
        "NIK ganda": Part("NIK penerima tercatat lebih dari sekali", lambda rows, _: rows.c.ganda),
    },
    by=BY_PROGRAMME,
    better=Better.LOWER,
    classes=(1, 2, 5, 10),
    source=f"{LISTS}; keadaan dan NIK pada daftar orang; hasil verval.",
    caveats=(
        FAMILY_HELP,
        "Penerima tercatat ialah orang pada daftar program; bila daftar hanya menyebut keluarga, "
        "kepala keluarganya.",
        "Batas bawah: yang belum dilaporkan meninggal atau pindah tidak terlihat di sini.",
        "Ahli waris dalam keluarga yang sama bisa jadi tetap layak.",
        "Satu keluarga bisa punya lebih dari satu sebab, jadi rinciannya tidak dijumlahkan.",
        OUTSIDE,
    ),
)


def _may_be_target(rows, _):
    return rows.c.aktif & rows.c.batas.is_not(None) & rows.c.sasaran.is_distinct_from(false())


BELUM_MENERIMA = Indicator(
    code="belum_menerima_pct",
    number="I8",
    nama="Layak terdaftar belum menerima (menurut desil)",
    name="Registered in target decile, not receiving",
    short="Belum menerima",
    reading="Dari {denominator} keluarga terdaftar dalam desil sasaran, {numerator} ({value}) "
    "belum menerima; {unknown} belum diketahui.",
    population=CAKUPAN,
    denominator=Part(
        "keluarga aktif terdaftar dalam desil sasaran program, atau yang belum dapat dikatakan",
        _may_be_target,
    ),
    numerator=Part(
        "Keluarga dalam desil sasaran yang tidak menerima",
        lambda rows, _: rows.c.sasaran.is_(True) & ~rows.c.menerima,
    ),
    unknown=Part(
        "tanpa desil, atau untuk PKH tanpa tanggal lahir yang menentukan",
        lambda rows, _: rows.c.sasaran.is_(None),
    ),
    by=BY_PROGRAMME,
    better=Better.LOWER,
    badge=Badge.KESESUAIAN,
    classes=(10, 20, 40, 60),
    source=f"{LISTS}; {RANKING}; batas desil pada tabel aturan.",
    caveats=(
        FAMILY_HELP,
        "Tidak mengatakan apa-apa tentang warga miskin yang belum pernah didata.",
        "Tanpa nama program, sasaran ialah batas desil terlebar di antara program per keluarga.",
        f"Untuk PKH dihitung hanya keluarga dengan anggota sampai {CHILD_UP_TO} tahun atau mulai "
        f"{OLD_FROM} tahun (Permensos 1/2018 pasal 5); kehamilan dan disabilitas tidak disimpan.",
        "Sebagian tidak terhindarkan bila kuota lebih kecil daripada jumlah yang layak.",
        NO_DESIL,
    ),
)

CAKUPAN_KK = Indicator(
    code="cakupan_kk_pct",
    number="I10",
    nama="Cakupan program menurut desil (keluarga)",
    name="Coverage by decile, families",
    short="Cakupan KK",
    reading="Program menjangkau {numerator} dari {denominator} keluarga terdaftar ({value}).",
    population=CAKUPAN,
    denominator=Part("keluarga aktif terdaftar", lambda rows, _: rows.c.aktif),
    numerator=Part("Keluarga yang menerima bulan itu", _receives),
    by=BY_DESIL,
    better=Better.NEITHER,
    badge=Badge.KESESUAIAN,
    classes=(10, 25, 50, 75),
    source=f"{LISTS}; {RANKING}.",
    caveats=(
        FAMILY_HELP,
        "Untuk PBI-JK sebuah keluarga terjangkau bila satu anggotanya peserta; lihat juga per "
        "jiwa.",
        "Bukan cakupan penduduk miskin: yang tidak terdaftar tidak ada di sini.",
        NO_DESIL,
        OUTSIDE,
    ),
)

CAKUPAN_JIWA = Indicator(
    code="cakupan_jiwa_pct",
    number="I10",
    nama="Cakupan program menurut desil (jiwa)",
    name="Coverage by decile, persons",
    short="Cakupan jiwa",
    reading="Program menjangkau {numerator} dari {denominator} jiwa terdaftar ({value}).",
    population=CAKUPAN,
    denominator=Part(
        "anggota aktif keluarga aktif terdaftar", lambda rows, _: rows.c.aktif, "anggota"
    ),
    numerator=Part(
        "Jiwa pada daftar penerima bulan itu, atau semua anggota bila daftarnya menyebut keluarga",
        _receives,
        "jiwa_menerima",
    ),
    by=BY_DESIL,
    counted_in="jiwa",
    better=Better.NEITHER,
    badge=Badge.KESESUAIAN,
    classes=(10, 25, 50, 75),
    source=f"{LISTS}; {RANKING}.",
    caveats=(
        FAMILY_HELP,
        "Penerima langsung dan tidak langsung, seperti ASPIRE menghitungnya.",
        "Anggota dihitung di desa keluarganya.",
        NO_DESIL,
        OUTSIDE,
    ),
)


def _has_rule(rows, _):
    return rows.c.aktif & rows.c.menerima & rows.c.batas.is_not(None)


LUAR_DESIL = Indicator(
    code="luar_desil_pct",
    number="I11",
    nama="Penerima di luar desil sasaran",
    name="Recipients outside the target decile",
    short="Di luar desil",
    reading="Dari {denominator} keluarga penerima yang berdesil, {numerator} ({value}) berada di "
    "luar desil sasaran.",
    population=CAKUPAN,
    denominator=Part(
        "keluarga aktif penerima yang desilnya diketahui",
        lambda rows, snapshot: _has_rule(rows, snapshot) & rows.c.desil.is_not(None),
    ),
    numerator=Part(
        "Keluarga penerima yang desilnya di atas batas program",
        lambda rows, _: rows.c.desil > rows.c.batas,
    ),
    breakdown={
        "tanpa desil": Part(
            "penerima tanpa desil, dari semua penerima",
            lambda rows, _: rows.c.desil.is_(None),
            of=_has_rule,
        )
    },
    by=BY_PROGRAMME,
    better=Better.LOWER,
    badge=Badge.KESESUAIAN,
    classes=(5, 10, 25, 50),
    source=f"{LISTS}; {RANKING}; batas desil pada tabel aturan.",
    caveats=(
        FAMILY_HELP,
        "Membandingkan dengan peringkat register sendiri, bukan dengan kenyataan di lapangan.",
        "Tanpa nama program, batasnya yang terlebar di antara program per keluarga.",
        "Penerima tanpa desil tidak masuk penyebut dan ditampilkan tersendiri.",
        NO_DESIL,
        OUTSIDE,
    ),
)
