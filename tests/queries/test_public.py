"""Files and catalogue of the public face: what they hold, and what they never hold."""

import csv
import io
import json

import pytest

from queries import public
from register import connections
from tests.pages import written
from tests.pages.written import AREAS, SUMS

# Watu: 3 of 40; its neighbour would give it away: 1.240 less 1.237
SMALL = SUMS.replace("3/6/1         | 150/200/0", "3/40/0        | 1237/1999/0")
MONTH = "kemutakhiran_24_pct/2026-10"
DATASET = {
    "identifier": str,
    "title": str,
    "description": str,
    "keyword": list,
    "publisher": dict,
    "contactPoint": dict,
    "license": str,
    "language": str,
    "issued": str,
    "modified": str,
    "version": str,
    "accrualPeriodicity": str,
    "spatial": dict,
    "temporal": dict,
    "kodeReferensi": str,
    "standarData": dict,
    "sifatAngka": str,
    "sumber": str,
    "catatan": str,
    "versiDefinisi": int,
    "distribution": list,
}
DISTRIBUTION = {
    "title": str,
    "format": str,
    "mediaType": str,
    "downloadURL": str,
    "byteSize": int,
}


def rows(path: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(public.document(path).text)))


def test_csv_gives_counts_or_says_why_not():
    written.publish(public=True)

    found = {row["kode_wilayah"]: row for row in rows(f"{MONTH}.csv")}

    assert found["33.28.01.2001"] == {
        "kode_wilayah": "33.28.01.2001",
        "nama_wilayah": "Kaliputih",
        "tingkat": "desa",
        "indikator": "kemutakhiran_24_pct",
        "program": "",
        "periode": "2026-10",
        "tanggal_acuan": "2026-10-31",
        "pembilang": "120",
        "penyebut": "200",
        "satuan": "KK",
        "status": "tersaji",
        "sifat_angka": "HITUNGAN PASTI",
        "terbitan": "1",
    }
    hidden = [found[kode] for kode in ("33.28.02.1003", "33.28.02.2004")]
    assert [(r["pembilang"], r["penyebut"], r["status"]) for r in hidden] == [
        ("", "", "disembunyikan")  # the same of both: which of them is small stays inside
    ] * 2


def test_zero_is_not_hidden_and_not_unknown():
    written.publish(public=True)

    musdes = {row["kode_wilayah"]: row for row in rows("musdes_pct/2026-10.csv")}
    june = {row["status"] for row in rows("musdes_pct/2026-06.csv")}

    assert musdes["33.28.01.2001"]["pembilang"] == "0"
    assert musdes["33.28.01.2001"]["status"] == "tersaji"
    assert june == {"belum diketahui"}


def test_json_says_the_same_as_csv():
    written.publish(public=True)

    for stem in ("data", MONTH):
        found = json.loads(public.document(f"{stem}.json").text)
        told = [{k: "" if v is None else str(v) for k, v in row.items()} for row in found["data"]]
        assert told == rows(f"{stem}.csv")
        assert {each["identifier"] for each in found["metadata"]} == {
            row["indikator"] for row in found["data"]
        }


def test_no_file_holds_a_small_count_or_what_gives_it_away():
    written.publish(sums=SMALL, public=True)
    catalogue = public.document("katalog.json").text
    files = [each["downloadURL"] for each in json.loads(catalogue)["distribution"]]
    files += [
        each["downloadURL"]
        for dataset in json.loads(catalogue)["dataset"]
        for each in dataset["distribution"]
    ]
    texts = [catalogue, *(public.document(file).text for file in files)]

    assert len(texts) > 10
    assert [text for text in texts if "1237" in text or "1999" in text] == []
    hidden = [r for r in rows("data.csv") if r["nama_wilayah"] == "Watu" and r["satuan"] == "KK"]
    assert {row["pembilang"] for row in hidden} == {""}
    assert "1240" in public.document(f"{MONTH}.csv").text  # the kecamatan: 3 and 1.237


def test_a_name_that_begins_as_a_formula_is_quoted():
    written.publish(terbitan_wilayah=AREAS.replace("Kaliputih", "=1+1     "), public=True)

    assert {row["nama_wilayah"] for row in rows("data.csv")} >= {"'=1+1"}


@pytest.mark.parametrize(
    "path",
    ["", "data", "data.xlsx", "data.csv/", "kemutakhiran_12_pct/2026-10.csv", "../data.csv"]
    + ["kemutakhiran_24_pct/2026-11.csv", "kemutakhiran_24_pct.csv", "katalog.csv"],
)
def test_there_is_no_other_file(path):
    written.publish(public=True)

    assert public.document(path) is None


def test_nothing_published_or_published_before_there_was_a_public_face():
    assert public.document("katalog.json") is None

    written.publish()

    assert public.document("data.csv") is None
    assert json.loads(public.document("katalog.json").text)["dataset"] == []


def test_the_catalogue_has_the_fields_satu_data_asks_for():
    written.publish(public=True, sample=True)

    found = json.loads(public.document("katalog.json").text)

    assert found["publisher"] == {"name": "Pemerintah Kabupaten Uji"}
    assert found["issued"] == "2026-11-02T09:00:00Z"
    assert found["peringatan"] == "DATA CONTOH, bukan data sebenarnya"
    assert [d["identifier"] for d in found["dataset"]] == [
        *("kemutakhiran_24_pct", "isian_lengkap_pct", "nik_padan_pct", "verval_pct", "musdes_pct")
    ]
    for dataset in found["dataset"]:
        assert {k: type(v) for k, v in dataset.items()} == DATASET | {"peringatan": str}
        assert list(dataset["standarData"]) == [
            *("konsep", "definisi", "klasifikasi", "ukuran", "satuan")
        ]
        assert all(dataset["standarData"].values())
        for file in dataset["distribution"]:
            text = public.document(file["downloadURL"]).text
            assert {k: type(v) for k, v in file.items()} == DISTRIBUTION
            assert file["byteSize"] == len(text.encode())
    musdes = found["dataset"][-1]
    assert musdes["temporal"] == {"startDate": "2026-06-01", "endDate": "2026-10-31"}
    assert musdes["spatial"] == {"kode": ["33.28"], "nama": ["Kabupaten Uji"]}


def test_the_office_says_who_publishes(tmp_path, monkeypatch):
    secrets = tmp_path / "secrets.toml"
    secrets.write_text('[publik]\npenerbit = "Dinsos Uji"\nkontak = "loket"\nlisensi = "CC BY 4.0"')
    monkeypatch.setattr(connections, "SECRETS", secrets)
    written.publish(public=True)

    found = json.loads(public.document("katalog.json").text)

    assert found["publisher"]["name"] == "Dinsos Uji"
    assert found["dataset"][0]["contactPoint"] == {"fn": "loket"}
    assert found["license"] == "CC BY 4.0"
    assert public.settings().is_open
    for written_otherwise in ("false", '"ya"', "0"):
        secrets.write_text(f"[publik]\nbuka = {written_otherwise}")
        assert not public.settings().is_open
