"""What is no ratio of sums: estimates, forecasts, waiting times, pockets, trends."""

from queries.indicator import Badge, Better, Computed, Thresholds

UNWEIGHTED = "Yang diverval bukan contoh acak; hitungan tanpa penimbang tidak pernah ditampilkan."
JUDGED = "Kelayakan menurut musdes atau petugas yang memeriksa."
WEIGHTS = (
    "ditimbang menurut desa, penerima atau bukan, kelompok desil (1-2, 3-4, 5 ke atas, tanpa "
    "desil) dan kepadanan; kelompok dengan kurang dari 5 hasil digabung: desil, lalu kepadanan, "
    "lalu desa ke kecamatan"
)
NOT_NATIONAL = 'Tidak sebanding dengan "inclusion error" yang diumumkan secara nasional.'

PERKIRAAN_SELESAI = Computed(
    code="perkiraan_selesai",
    number="I3",
    nama="Peluang selesai tepat waktu dan laju yang dibutuhkan",
    name="On-time probability and required pace",
    short="Perkiraan selesai",
    reading="Perlu {needed_pace} KK per hari; 20 hari kerja terakhir {current_pace} KK per hari: "
    "{band}.",
    unit="KK per hari kerja",
    badge=Badge.TAKSIRAN,
    definition="Peluang sisa sasaran selesai dalam hari kerja yang tersisa bila 20 hari kerja "
    "terakhir berlanjut; ditampilkan yang terendah dari tiga model, untuk beberapa desa bersama "
    "dari empat. Hari kerja: Senin sampai Jumat tanpa libur nasional, cuti bersama, dan libur "
    "daerah.",
    method="queries.pace.whole",
    tables=("kegiatan", "verval_sasaran", "verval_harian", "terbitan_libur"),
    source="Sasaran yang dibekukan, hasil per hari, dan kalender libur.",
    caveats=(
        "Kecamatan dan kabupaten selesai bila desa terakhirnya selesai: peluangnya yang terendah "
        "antara seluruh sisa dikerjakan bersama dan tiap desa dengan lajunya sendiri. Satu desa "
        "yang macet membuat semuanya terlambat, kecuali petugas dipindahkan ke sana.",
        "Menganggap 20 hari kerja terakhir berlanjut; keluarga yang sulit biasanya tersisa di "
        "akhir.",
        "Kurang dari 5 hari aktif: belum cukup data.",
    ),
)

PENERIMA_TIDAK_LAYAK = Computed(
    code="penerima_tidak_layak",
    number="I6",
    nama="Penerima terverifikasi tidak layak (taksiran)",
    name="Verified-ineligible recipients, beneficiary basis (estimate)",
    short="Penerima tidak layak",
    thresholds=Thresholds(
        watch=10,
        act=20,
        basis="Usulan tim pengembang; 10 % ialah cita-cita Kemensos dalam berita (2026), bukan "
        "ketentuan.",
    ),
    reading="Diperkirakan {value} ({lower}-{upper}) penerima tidak layak, dari {n} penerima "
    "terverifikasi ({share_verified}).",
    unit="% dari penerima",
    badge=Badge.TAKSIRAN,
    better=Better.LOWER,
    definition="Bagian penerima yang tidak layak, ditaksir dari hasil verval terakhir dalam 12 "
    f"bulan (layak atau tidak layak), {WEIGHTS}.",
    method="queries.estimates.leakage",
    tables=("lapisan",),
    classes=(5, 10, 20, 40),
    source="Daftar penerima bulan itu; hasil verval terakhir tiap keluarga.",
    caveats=(
        JUDGED,
        UNWEIGHTED,
        NOT_NATIONAL,
        "Meninggal, pindah, dan NIK ganda bukan keluarga tidak layak; lihat I5. Tidak ditemukan "
        "dihitung tersendiri.",
        "Per desa hanya bila sedikitnya 30 penerima terverifikasi; di bawahnya per kecamatan.",
        "Bila kurang dari separuh terverifikasi, batas tanpa anggapan (Manski) ikut ditampilkan.",
    ),
)

TERDAFTAR_TIDAK_LAYAK = Computed(
    code="terdaftar_tidak_layak",
    number="I7",
    nama="Terdaftar tetapi tidak layak (taksiran)",
    name="Registered but ineligible (estimate)",
    short="Terdaftar tidak layak",
    reading="Diperkirakan {lower}-{upper} keluarga terdaftar tidak lagi layak; batas pasti minimal "
    "{bound_lower}.",
    unit="% dari keluarga terdaftar",
    badge=Badge.TAKSIRAN,
    better=Better.LOWER,
    definition="Bagian keluarga aktif terdaftar yang tidak layak, ditaksir dari hasil verval "
    f"terakhir dalam 12 bulan, {WEIGHTS}. Batas tanpa anggapan selalu ditampilkan.",
    method="queries.estimates.registered_ineligible",
    tables=("lapisan",),
    classes=(5, 10, 20, 40),
    source="Keluarga aktif terdaftar; hasil verval terakhir tiap keluarga.",
    caveats=(
        JUDGED,
        UNWEIGHTED,
        "Graduasi juga terlihat di sini: keluarga yang membaik bukan kesalahan pendataan.",
    ),
)

LAYAK_BELUM_MENERIMA = Computed(
    code="layak_belum_menerima",
    number="I8",
    nama="Layak terdaftar belum menerima (terverifikasi, taksiran)",
    name="Registered and verified eligible, not receiving (estimate)",
    short="Layak belum menerima",
    reading="Dari keluarga dalam desil sasaran yang layak, diperkirakan {value} ({lower}-{upper}) "
    "belum menerima; tidak terhindarkan karena kuota: {unavoidable}.",
    unit="% dari keluarga layak dalam desil sasaran",
    badge=Badge.TAKSIRAN,
    better=Better.LOWER,
    definition="Bagian keluarga dalam desil sasaran yang layak menurut verval dan tidak menerima, "
    f"{WEIGHTS}. Pendamping: bagian yang tidak terhindarkan, 1 - kuota / layak, bila positif.",
    method="queries.estimates.eligible_not_receiving",
    tables=("lapisan", "terbitan_kuota_bulan"),
    classes=(10, 20, 40, 60),
    source="Daftar penerima bulan itu; hasil verval; kuota yang berlaku pada tanggal acuan.",
    caveats=(
        "Tidak mengatakan apa-apa tentang warga miskin yang belum pernah didata.",
        JUDGED,
        "Tanpa kuota kabupaten pada tabel kuota, bagian yang tidak terhindarkan tidak diketahui.",
    ),
)

KESESUAIAN_DESIL = Computed(
    code="kesesuaian_desil",
    number="I11",
    nama="Indeks kesesuaian desil (kabupaten)",
    name="Decile-compliance index",
    short="Indeks desil",
    reading="Bagian penerima dalam desil 1-4 {value} kali bagian keluarga dalam desil 1-4; 1 "
    "berarti netral.",
    unit="kali",
    badge=Badge.KESESUAIAN,
    definition="Bagian penerima yang berdesil 1-4 dibagi bagian keluarga terdaftar yang berdesil "
    "1-4; hanya era DTSEN dan hanya kabupaten.",
    method="queries.estimates.compliance",
    tables=("capaian",),
    source="Cakupan program menurut desil (I10).",
    caveats=(
        "Berputar: desil ialah peringkat register sendiri.",
        "Tidak untuk membandingkan desa: bergantung pada bagian desil 1-4 di sana (Ravallion "
        "2009).",
    ),
)

RASIO_BPS = Computed(
    code="rasio_bps",
    number="I12",
    nama="Rasio terdaftar terhadap pembanding BPS (kabupaten)",
    name="Register-to-benchmark ratio",
    short="Rasio BPS",
    reading="Terdaftar {value} kali jumlah penduduk miskin BPS {year} ({range}).",
    unit="kali",
    badge=Badge.PEMBANDING_LUAR,
    definition="Jiwa terdaftar dalam desil 1-4 dibagi penduduk miskin BPS (Susenas Maret) tahun "
    "terakhir yang terbit, dengan rentang dari RSE-nya.",
    method="queries.estimates.benchmark_ratio",
    tables=("capaian", "terbitan_pembanding"),
    source="Cakupan jiwa menurut desil (I10); BPS pada tabel pembanding.",
    caveats=(
        "Konsepnya berbeda; bukan exclusion error, dan bukan untuk desa.",
        "RSE di atas 25 % ditandai hati-hati, di atas 50 % tidak ditampilkan; tanpa RSE tanpa "
        "rentang.",
    ),
)

LAMA_PROSES = Computed(
    code="lama_proses",
    number="I13",
    nama="Waktu proses usulan",
    name="Proposal processing time",
    short="Lama proses",
    reading="Separuh usulan selesai dalam {median} hari; 1 dari 10 lebih dari {p90} hari.",
    unit="hari",
    better=Better.LOWER,
    badge=Badge.TAKSIRAN,
    definition="Hari dari musdes (atau diajukan, bila tanpa musdes) sampai ditetapkan, ditolak, "
    "atau dikembalikan; Kaplan-Meier, usulan yang masih terbuka disensor pada tanggal acuan.",
    method="queries.estimates.processing_time",
    tables=("lama_usulan",),
    source="Rekap usulan menurut tahap.",
    caveats=(
        "Hanya menghitung yang selesai akan memperpendek waktu; karena itu yang terbuka ikut "
        "disensor.",
        "Usulan tanpa tanggal awal tidak dihitung dan jumlahnya disebut.",
    ),
)

KANTONG = Computed(
    code="kantong",
    number="I16",
    nama="Indikasi kantong",
    name="Spatial pockets",
    short="Kantong",
    reading="{n} desa berdekatan dan sama-sama tinggi; indikasi, perlu kunjungan.",
    unit="desa",
    badge=Badge.KESESUAIAN,
    better=Better.LOWER,
    definition="Desa yang bersama tetangganya tinggi pada layak terdaftar belum menerima (I8, "
    "menurut desil): Moran lokal sesudah koreksi FDR, hanya bila Moran global bermakna dan n "
    "sedikitnya 30.",
    method="methods.pockets.pockets",
    tables=("capaian",),
    source="I8 menurut desil; ketetanggaan dari batas wilayah atau peta petak.",
    caveats=(
        "Kelompok bisa mengikuti batas kecamatan, bukan kemiskinan.",
        "Bila Moran global tidak bermakna: tidak ada pola kantong yang jelas.",
    ),
)

TREN = Computed(
    code="tren",
    number="I17",
    nama="Tren bulanan",
    name="Monthly trend",
    short="Tren",
    reading="Tidak layak di antara yang diverval bulan ini {value}: {state}.",
    unit="per bulan",
    better=Better.NEITHER,
    definition="Bagian yang tidak layak di antara keluarga yang diverval bulan itu, terhadap batas "
    "kendali dari 12 bulan pertama (p-chart). Tanda: di luar batas; 8 bulan di satu sisi; 6 bulan "
    "terus naik atau turun; 2 dari 3 bulan dekat batas.",
    method="queries.estimates.trend",
    tables=("capaian",),
    source="Tidak layak di antara yang diverval bulan itu.",
    caveats=(
        "Kurang dari 12 bulan: hanya garis, tanpa batas.",
        "Persentase kumulatif (I1, I2) tidak digrafikkan: autokorelasinya memberi tanda palsu.",
    ),
)
