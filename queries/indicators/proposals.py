"""What do musdes and Cek Bansos propose, and whom did they find that is not in yet? (M2, I9)"""

from queries.indicator import Better, Indicator, Part
from queries.populations import TEMUAN, USULAN


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

USULAN_PER_1000 = Indicator(
    code="usulan_per_1000",
    number="M2",
    nama="Usulan per 1.000 keluarga",
    name="Proposals per 1,000 families",
    short="Usulan bulan ini",
    reading="{numerator} usulan bulan ini dari desa-desa dengan {denominator} keluarga terdaftar: "
    "{value}.",
    population=USULAN,
    denominator=Part("keluarga aktif terdaftar", _every, "keluarga"),
    numerator=Part("Usulan pada daftar bulan itu (baru, hapus, perbaikan)", _every, "usulan"),
    unknown=Part(
        "keluarga di kabupaten yang daftar usulan bulan itu belum diimpor",
        lambda rows, _: ~rows.c.terimpor,
        "keluarga",
    ),
    breakdown={
        "usulan baru": Part("jenis usulan baru", _every, "baru"),
        "usulan hapus": Part("jenis usulan hapus", _every, "hapus"),
        "usulan perbaikan": Part("jenis usulan perbaikan data", _every, "perbaikan"),
        "lewat musdes": Part("jalur musdes atau muskel", _every, "musdes"),
        "lewat SPTJM": Part("jalur SPTJM", _every, "sptjm"),
        "lewat Cek Bansos usul": Part("jalur Cek Bansos, menu usul", _every, "usul"),
        "lewat Cek Bansos sanggah": Part("jalur Cek Bansos, menu sanggah", _every, "sanggah"),
        "jalur tidak disebut": Part("berkasnya tidak menyebut jalur", _every, "tanpa_jalur"),
    },
    per=1000,
    better=Better.NEITHER,
    classes=(0.5, 1, 2, 5),
    source="Rekap usulan menurut tahap dan templat usulan SIKS-NG, menurut bulan daftarnya.",
    caveats=(
        "Ukuran kegiatan, bukan kesalahan: banyak usulan bisa berarti musdes yang rajin.",
        "Yang dihitung usulan: satu keluarga yang diusulkan untuk dua program dihitung dua kali.",
        "Daftar usulan hanya menyebut yang mengusulkan. Desa yang tidak disebut terhitung nol bila "
        "ada usulan lain dari kabupatennya pada bulan itu; berkas satu kecamatan yang tertinggal "
        "tidak terlihat dari register.",
        "Enam bulan berturut-turut nol ialah tanda data yang perlu ditanyakan, bukan kelalaian.",
    ),
)
