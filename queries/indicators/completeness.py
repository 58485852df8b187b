"""Is what the register says of a family recent, filled in, and of one piece? (I1, I14, I15)"""

from sqlalchemy import or_

from queries.indicator import Better, Indicator, Part, Snapshot, Thresholds
from queries.populations import KELUARGA
from queries.populations.families import ITEMS
from queries.populations.windows import months_before

ALL_ITEMS = (*ITEMS, "alamat", "No KK")
LARGEST_FAMILY = 15  # active members; proposed by the team, no rule sets one


def _updated_within(months: int) -> Part:
    def where(rows, snapshot: Snapshot):
        return rows.c.terakhir >= months_before(snapshot.tanggal_acuan, months)

    return Part(
        f"Keluarga yang isi datanya diperbarui dalam {months} bulan sampai tanggal acuan", where
    )


ACTIVE_FAMILIES = Part("keluarga aktif yang terdaftar", lambda rows, _: rows.c.kode_desa != "")
NO_MEMBERS = Part("tanpa anggota di register", lambda rows, _: ~rows.c.ada_anggota)
NO_DATE = Part("tanpa tanggal pemutakhiran", lambda rows, _: rows.c.terakhir.is_(None))
UPDATE_SOURCE = (
    "Tanggal pemutakhiran pada ekspor DTKS bila ada, atau kunjungan verval terakhir yang menemui "
    "keluarga; diambil yang lebih baru."
)
UPDATE_CAVEATS = (
    "Diperbarui belum berarti benar.",
    "Keluarga tanpa tanggal tidak dihitung mutakhir dan ditampilkan tersendiri.",
    "Kunjungan yang tidak menemukan keluarga tidak memperbarui apa pun.",
)

KEMUTAKHIRAN_24 = Indicator(
    code="kemutakhiran_24_pct",
    number="I1",
    nama="Kemutakhiran data keluarga (24 bulan)",
    name="Update completeness, 24 months",
    short="Data mutakhir",
    reading="Dari {denominator} keluarga, {numerator} ({value}) diperbarui dalam 24 bulan "
    "terakhir; {unknown} tanpa tanggal.",
    population=KELUARGA,
    denominator=ACTIVE_FAMILIES,
    numerator=_updated_within(24),
    unknown=NO_DATE,
    thresholds=Thresholds(
        watch=75,
        act=70,
        basis="Batas IGD-M Brasil 0,70 dan 0,75, satu-satunya acuan terbit; ganti dengan target "
        "daerah. Jendela 24 bulan: UU 13/2011 pasal 8 ayat 5.",
    ),
    classes=(50, 70, 75, 90),
    source=UPDATE_SOURCE,
    caveats=UPDATE_CAVEATS,
)

KEMUTAKHIRAN_12 = Indicator(
    code="kemutakhiran_12_pct",
    number="I1",
    nama="Kemutakhiran data keluarga (12 bulan)",
    name="Update completeness, 12 months",
    short="Mutakhir 12 bulan",
    reading="Dari {denominator} keluarga, {numerator} ({value}) diperbarui dalam 12 bulan "
    "terakhir; {unknown} tanpa tanggal.",
    population=KELUARGA,
    denominator=ACTIVE_FAMILIES,
    numerator=_updated_within(12),
    unknown=NO_DATE,
    thresholds=None,
    classes=(25, 50, 75, 90),
    source=UPDATE_SOURCE,
    caveats=UPDATE_CAVEATS,
)


def _every_item(rows, _):
    every = rows.c[ALL_ITEMS[0]]
    for name in ALL_ITEMS[1:]:
        every = every & rows.c[name]
    return every


def _item(name: str) -> Part:
    return Part(f"{name} terisi pada semua anggota", lambda rows, _: rows.c[name])


ISIAN_LENGKAP = Indicator(
    code="isian_lengkap_pct",
    number="I14",
    nama="Kelengkapan isian wajib",
    name="Completeness of mandatory items",
    short="Isian lengkap",
    reading="Dari {denominator} keluarga, {numerator} ({value}) lengkap isian wajibnya; {unknown} "
    "tanpa anggota di register.",
    population=KELUARGA,
    denominator=ACTIVE_FAMILIES,
    numerator=Part(f"Keluarga yang semua anggotanya punya {', '.join(ALL_ITEMS)}", _every_item),
    unknown=NO_MEMBERS,
    breakdown={name: _item(name) for name in ALL_ITEMS},
    thresholds=Thresholds(
        watch=90, act=80, basis="Usulan tim pengembang; belum ada aturan yang menetapkannya."
    ),
    classes=(60, 80, 90, 95),
    source="Kolom isian wajib pada ekspor DTKS; sembilan dari sepuluh isian yang diwajibkan.",
    caveats=(
        "Status kawin juga wajib, tetapi tidak dibawa ekspor DTKS, jadi tidak dinilai.",
        "Terisi belum berarti benar; isian bawaan ikut dihitung terisi.",
    ),
)


def _without_head(rows, _):
    return rows.c.hubungan_diketahui & (rows.c.kepala == 0)


def _two_heads(rows, _):
    return rows.c.kepala > 1


def _differing(rows, _):
    return rows.c.desil_beda


def _implausible(rows, _):
    return rows.c.anggota > LARGEST_FAMILY


ODDITIES = {
    "tanpa kepala keluarga": Part(
        "hubungan semua anggota tertulis, tidak satu pun kepala keluarga", _without_head
    ),
    "lebih dari satu kepala": Part("lebih dari satu anggota tertulis kepala keluarga", _two_heads),
    "desil anggota berbeda": Part(
        "anggotanya berdesil berbeda pada pemeringkatan yang berlaku", _differing
    ),
    "anggota terlalu banyak": Part(f"lebih dari {LARGEST_FAMILY} anggota aktif", _implausible),
}


def _odd(rows, snapshot):
    return or_(*[part.where(rows, snapshot) for part in ODDITIES.values()])


def _cannot_be_judged(rows, snapshot):
    """Nothing odd seen, but the relations that would show a missing head are not all there."""
    return ~_odd(rows, snapshot) & ~rows.c.hubungan_diketahui


KELUARGA_GANJIL = Indicator(
    code="keluarga_ganjil_pct",
    number="I15",
    nama="Keluarga yang datanya tidak konsisten",
    name="Household inconsistency",
    short="Keluarga ganjil",
    reading="{numerator} dari {denominator} keluarga ({value}) datanya tidak konsisten; {unknown} "
    "tidak dapat dinilai.",
    population=KELUARGA,
    denominator=ACTIVE_FAMILIES,
    numerator=Part(
        "Keluarga tanpa kepala keluarga, dengan lebih dari satu, dengan desil anggota yang "
        f"berbeda, atau dengan lebih dari {LARGEST_FAMILY} anggota aktif",
        _odd,
    ),
    unknown=Part(
        "tidak ada yang ganjil, tetapi hubungan keluarga tidak tertulis pada semua anggota",
        _cannot_be_judged,
    ),
    breakdown=ODDITIES,
    better=Better.LOWER,
    classes=(0.5, 1, 2, 5),
    source="Kolom hubungan keluarga pada ekspor; pemeringkatan desil yang berlaku.",
    caveats=(
        "Daftar kerja, bukan ukuran kemiskinan: satu keluarga bisa ganjil karena lebih dari satu "
        "sebab, jadi rinciannya tidak dijumlahkan.",
        "Banyak anggota bisa benar; batasnya usulan tim pengembang.",
    ),
)
