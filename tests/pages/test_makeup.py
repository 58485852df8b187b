"""What a share is made of, as page Kelengkapan shows it: worked out by hand."""

import re

from tests.pages import reading, written

# Kaliputih, Karanganyar (Hulu), Watu with six families, Karanganyar (Hilir)
SUMS = """
    indikator           | rincian                | periode | 33.28.01.2001 | 33.28.01.2002 | 33.28.02.1003 | 33.28.02.2004
    kemutakhiran_24_pct |                        | 2026-10 | 120/200/30    | 90/100/5      | 3/6/1         | 150/200/0
    isian_lengkap_pct   |                        | 2026-10 | 150/200/10    | 99/100/0      | 6/6/0         | 200/200/0
    isian_lengkap_pct   | NIK                    | 2026-10 | 160/200/10    | 100/100/0     | 6/6/0         | 200/200/0
    isian_lengkap_pct   | alamat                 | 2026-10 | 180/200/10    | 99/100/0      | 6/6/0         | 200/200/0
    isian_lengkap_pct   | nama                   | 2026-10 | 190/200/10    | 100/100/0     | 6/6/0         | 200/200/0
    keluarga_ganjil_pct |                        | 2026-10 | 4/200/20      | 0/100/0       | 1/6/0         | 0/200/0
    keluarga_ganjil_pct | lebih dari satu kepala | 2026-10 | 1/200/20      | 0/100/0       | 1/6/0         | 0/200/0
    keluarga_ganjil_pct | tanpa kepala keluarga  | 2026-10 | 3/200/20      | 0/100/0       | 0/6/0         | 0/200/0
"""  # noqa: E501


def made_of(app) -> dict[str, str]:
    body = next(e.proto.body for e in app.get("html") if 'class="susunan"' in e.proto.body)
    rows = re.findall(r'<th scope="row">(.*?)</th>.*?<td class="angka">(.*?)</td>', body)
    return dict(rows)


def test_yes_no_and_not_known_are_three_bars_that_add_up():
    written.publish(sums=SUMS)

    rows = made_of(written.opened("kelengkapan"))

    assert rows == {
        "Keluarga yang isi datanya diperbarui dalam 24 bulan sampai tanggal acuan": (
            "363 KK · 71,7 %"  # 120 + 90 + 3 + 150 of 506
        ),
        "Selebihnya": "107 KK · 21,1 %",  # 506 - 363 - 36
        "Belum diketahui: tanpa tanggal pemutakhiran": "36 KK · 7,1 %",  # 30 + 5 + 1
    }


def test_mandatory_items_are_named_by_how_often_they_are_empty():
    written.publish(sums=SUMS)

    rows = made_of(written.opened("kelengkapan", indikator="Kelengkapan isian wajib"))

    # Of 506; ten families without members are not known: 200 - 160 - 10 have no NIK.
    assert list(rows.items())[3:] == [
        ("NIK", "30 KK · 5,9 %"),
        ("alamat", "11 KK · 2,2 %"),  # 10 + 1
        ("nama", "0 KK · 0,0 %"),
    ]


def test_what_is_odd_is_told_apart_and_not_added_up():
    written.publish(sums=SUMS)

    app = written.opened("kelengkapan", indikator="Keluarga yang datanya tidak konsisten")

    rows = made_of(app)
    assert list(rows.items())[3:] == [
        ("tanpa kepala keluarga", "3 KK · 0,6 %"),
        ("lebih dari satu kepala", "2 KK · 0,4 %"),
    ]
    assert "tidak dijumlahkan" in reading.text(app)
    table = next(data for data in reading.drawings(app) if "baris" in data)
    assert table["turun"] is True  # more is worse: the most comes first


def test_of_very_few_families_only_counts_are_given():
    written.publish(sums=SUMS)

    rows = made_of(written.opened("kelengkapan", desa="Watu (Hilir)"))

    assert list(rows.values()) == ["3 KK", "2 KK", "1 KK"]


def test_a_month_without_anything_says_so():
    written.publish(sums=SUMS)

    app = written.opened("kelengkapan", periode="Juni 2026")

    assert "Belum ada yang dapat dirinci" in reading.text(app)
