"""Is what the register says of a family recent, and is all of it filled in? (I1, I14)"""

from datetime import date, timedelta

from queries.indicator import Indicator, Part, Snapshot, Thresholds
from queries.populations import ISIAN, ITEMS, KELUARGA

ALL_ITEMS = (*ITEMS, "alamat", "No KK")


def months_before(day: date, months: int) -> date:
    """Return the first day still within the window of `months` that ends on `day`.

    A window that ends on the last day of a month begins the day after the same month's last
    day: 24 months up to 31 Oct 2026 begin on 1 Nov 2024, whatever the length of the months.
    """
    after = day + timedelta(days=1)
    year, month = divmod(after.year * 12 + after.month - 1 - months, 12)
    return date(year, month + 1, 1) + timedelta(days=after.day - 1)


def _updated_within(months: int) -> Part:
    def where(rows, snapshot: Snapshot):
        return rows.c.terakhir >= months_before(snapshot.tanggal_acuan, months)

    return Part(
        f"Keluarga yang isi datanya diperbarui dalam {months} bulan sampai tanggal acuan", where
    )


ACTIVE_FAMILIES = Part("keluarga aktif yang terdaftar", lambda rows, _: rows.c.kode_desa != "")
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
    population=ISIAN,
    denominator=Part("keluarga aktif yang terdaftar", lambda rows, _: rows.c.kode_desa != ""),
    numerator=Part(f"Keluarga yang semua anggotanya punya {', '.join(ALL_ITEMS)}", _every_item),
    unknown=Part("tanpa anggota di register", lambda rows, _: ~rows.c.ada_anggota),
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
