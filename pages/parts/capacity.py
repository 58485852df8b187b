"""Who is there to do the work: the sentence, the figures, the map, the tables."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from geo.classes import EMPTY, RAMP, Kelas
from pages.parts import (
    downloads,
    filters,
    headline,
    listing,
    maps,
    picture,
    staffing,
    tables,
    words,
)
from pages.parts import published as store
from pages.parts.filters import Choice
from pages.parts.published import Published
from pages.parts.staffing import STATES, Staff
from pages.parts.tables import Cell
from queries.export import FEWEST
from queries.indicator import Badge
from queries.indicators.completeness import KEMUTAKHIRAN_24
from queries.officers import ABSENT, ACTIVE, LATE, QUIET, UNLISTED, UNSAID

BADGE = Badge.HITUNGAN_PASTI
DEFINITION = (
    "Dari daftar petugas yang diimpor. Tiap orang dihitung sekali dalam tiap wilayah, menurut ID "
    "petugas; tanpa ID, menurut peran dan nama. Aktif: terakhir tampak di SIKS-NG paling lama 90 "
    "hari sebelum tanggal acuan daftar. Dilatih 24 bulan: pelatihan terakhirnya dalam 24 bulan "
    "sebelum tanggal itu. “Tanpa daftar” dan “–”: daftar tidak menyebut seorang pun dengan peran "
    "itu di kecamatan tersebut; bisa memang tidak ada, bisa belum didaftar"
)
LIMITS = (
    "Batas 30 dan 90 hari serta 24 bulan pelatihan: usulan tim pengembang, belum ada aturan yang "
    "menetapkannya. KK terdaftar dan KK penerima PKH ialah keluarga pada bulan yang dipilih, dari "
    "kecamatan yang ada pada daftar."
)
# The darker, the more there is to do; what is not known has a pattern.
LEGEND = (
    Kelas("2", STATES[ABSENT][1], RAMP[5]),
    Kelas("1", STATES[QUIET][1], RAMP[3]),
    Kelas("0", STATES[ACTIVE][1], RAMP[0]),
    Kelas("t", STATES[UNSAID][1], EMPTY[1].warna, EMPTY[1].pola),
    Kelas("n", STATES[UNLISTED][1], EMPTY[0].warna, EMPTY[0].pola),
)
SIGNS = {ABSENT: "2", QUIET: "1", ACTIVE: "0", UNSAID: "t", UNLISTED: "n"}
FIRST = (ABSENT, QUIET, UNSAID, ACTIVE, UNLISTED)  # the order of desa in a table


def missing(choice: Choice) -> None:
    """Say that there is no list up to the chosen month, and what to do."""
    headline.sentence(f"Belum ada daftar petugas sampai {words.month(choice.periode)}.")
    st.info(
        "Impor daftar petugas: satu baris per orang, dengan kolom KECAMATAN, DESA/KELURAHAN, "
        "ID PETUGAS, NAMA, PERAN, TERAKHIR AKTIF, PELATIHAN TERAKHIR, TANGGAL PELATIHAN (format "
        "petugas; kolomnya dijelaskan di docs/register.md). Atau pilih bulan yang lebih baru."
    )
    store.import_link()


def chosen(published: Published, choice: Choice, staff: Staff) -> pd.Series:
    """Return `staffing.figures` of the chosen area; of many kabupaten added up."""
    one = choice.desa or choice.kecamatan
    areas = [one] if one else list(published.regencies.values())
    return staffing.figures(published, choice, staff, areas).sum(min_count=1)


def opening(
    published: Published, choice: Choice, staff: Staff, found: pd.Series
) -> tuple[str, str]:
    """Return where there is no operator and who was not seen for long, and of which list."""
    detail = [f"Menurut daftar petugas, keadaan {words.day(staff.as_of)}. {BADGE.label}."]
    late = staffing.age(staff, choice.periode)
    if late > staffing.OLD:
        detail.append(f"Daftar ini sudah {late} bulan: keadaan sekarang bisa lain.")
    if found["jumlah"] and (unsaid := staffing.unsaid(found)) > 0:
        detail.append(f"{words.count(unsaid)} operator tidak disebut kapan terakhir aktif.")
    told = _of_one if choice.desa else _of_many
    on_list = f"pada daftar {words.month(staff.month)}"
    return f"{told(published, choice, found, on_list)}.", " ".join(detail)


def _of_one(published: Published, choice: Choice, found: pd.Series, on_list: str) -> str:
    where = filters.area_name(published, choice)
    if np.isnan(found["jumlah"]):
        return f"{where} tanpa daftar: tidak ada operator kecamatan ini {on_list}"
    if not found["jumlah"]:
        return f"{where} tanpa operator {on_list}"
    people = f"{words.count(found['jumlah'])} operator {on_list}"
    return f"{where}: {people}, terakhir tampak aktif {staffing.last_seen(found)}"


def _of_many(published: Published, choice: Choice, found: pd.Series, on_list: str) -> str:
    area = filters.area_name(published, choice)
    where = f" di {area}" if choice.kecamatan else ""
    if not found["desa"]:
        return f"{area} tanpa daftar: tidak ada satu operator pun {on_list}"
    listed = words.count(found["desa"])
    told = f"{words.count(found['tanpa'])} dari {listed} desa{where} tanpa operator {on_list}"
    if not found["tanpa"]:
        told = f"Semua {listed} desa{where} punya operator {on_list}"
    told += f"; {words.count(found['aktif_lama'])} operator tidak tampak aktif lebih dari "
    told += f"{LATE} hari"
    of = store.inside(published, choice.kecamatan, None).sum()
    unlisted = int(of - found["desa"])
    return f"{told}; {words.count(unlisted)} desa tanpa daftar" if unlisted else told


def cards(choice: Choice, found: pd.Series) -> None:
    """Draw the five figures of the chosen area."""
    people, seen = found["jumlah"], found["aktif_30"] + found["aktif_90"]
    listing.figures(
        [
            _present(choice, found),
            _share(
                seen,
                people,
                f"operator aktif ≤ {LATE} hari",
                (staffing.unsaid(found), "tidak disebut"),
            ),
            _share(
                found["dilatih_24"],
                people,
                "operator dilatih 24 bulan terakhir",
                (found["latihan_tanpa_tanggal"], "tanpa tanggal"),
            ),
            _each(found["keluarga"], people, "KK terdaftar", "operator"),
            _each(found["penerima"], found["pkh"], "KK penerima PKH", "pendamping PKH"),
        ]
    )


def _present(choice: Choice, found: pd.Series) -> tuple[str, str]:
    """Desa without an operator; of one desa how many it has."""
    if not found["desa"]:
        return words.DASH, "desa tanpa operator: tidak ada operator pada daftar"
    if choice.desa:
        return words.count(found["jumlah"]), "operator desa pada daftar"
    listed = words.count(found["desa"])
    return words.count(found["tanpa"]), f"desa tanpa operator · dari {listed} desa pada daftar"


def _share(number: float, of: float, said: str, unknown: tuple[float, str]) -> tuple[str, str]:
    """A share of the operators with its counts and of how many it is not known; of fewer than ten
    the counts alone."""
    if not of > 0:
        return words.DASH, f"{said}: tidak ada operator pada daftar"
    counts = f"{words.count(number)} dari {words.count(of)}"
    more = f", {words.count(unknown[0])} {unknown[1]}" if unknown[0] else ""
    if of < FEWEST:
        return counts, f"{said}{more}"
    return words.percent(number, of), f"{said} · {counts}{more}"


def _each(families: float, people: float, unit: str, role: str) -> tuple[str, str]:
    if not people > 0 or np.isnan(families):
        return words.DASH, f"{unit} per {role}: belum diketahui"
    counts = f"{words.count(families)} KK, {words.count(people)} orang"
    return _ratio(families, people), f"{unit} per {role} · {counts}"


def _ratio(families: float, people: float) -> str:
    return words.count(families / people + 0.5) if people > 0 and families >= 0 else words.DASH


def desa_map(published: Published, choice: Choice, staff: Staff, *, height: int) -> None:
    """Draw what the list says of the operators of each desa."""
    if maps.by_kecamatan(len(published.desa)):
        st.caption("Pilih satu kabupaten untuk peta desanya.")
        return
    signs = staff.desa["state"].map(SIGNS)
    columns = dict.fromkeys(("numerator", "denominator", "unknown"), np.nan)
    picture.class_map(
        published,
        choice,
        pd.DataFrame(columns, index=staff.desa.index).assign(**{"class": signs}),
        LEGEND,
        title=f"Operator desa, daftar {words.month(staff.month)}",
        unit="orang",
        height=height,
        key="peta_operator",
    )


def by_kecamatan(published: Published, choice: Choice, staff: Staff) -> None:
    """Draw one row per kecamatan: who works there, and families to each of them."""
    desa = published.desa.drop_duplicates("kode_kecamatan").set_index("kode_kecamatan")
    found = staffing.figures(published, choice, staff, desa.index.tolist())
    places = pd.DataFrame({"nama": desa["kecamatan"], "sub": published.regency_of(desa.index)})
    seen = found["aktif_30"] + found["aktif_90"]
    columns = {
        "Desa tanpa operator": _parts(found["tanpa"], found["desa"]),
        "Operator desa": _counts(found["jumlah"]),
        f"Aktif ≤ {LATE} hari": _parts(seen, found["jumlah"]),
        "Pernah dilatih": _parts(found["dilatih"], found["jumlah"]),
        "Dilatih 24 bulan": _parts(found["dilatih_24"], found["jumlah"]),
        "KK per operator": _ratios(found["keluarga"], found["jumlah"]),
        "Pendamping desa": _counts(found["pendamping_desa"]),
        "Pendamping PKH": _counts(found["pkh"]),
        "KK PKH per pendamping": _ratios(found["penerima"], found["pkh"]),
        "TKSK": _counts(found["tksk"]),
    }
    st.subheader("Petugas per kecamatan")
    _table(published, choice, staff, "Kecamatan", places, columns)


def by_desa(published: Published, choice: Choice, staff: Staff) -> None:
    """Draw one row per desa of the chosen area: its operators beside how recent its data is."""
    inside = store.inside(published, choice.kecamatan, None)
    desa, counts = published.desa[inside].set_index("kode"), staff.desa[inside]
    sums = store.cube_of(published.version, KEMUTAKHIRAN_24.code).table(choice.periode)[inside]
    families = sums["denominator"].where(sums["denominator"] > 0)
    columns = {
        "Operator": [Cell(" ".join(STATES[s]), -FIRST.index(s)) for s in counts["state"]],
        "Orang": _counts(counts["jumlah"]),
        "Terakhir aktif": [Cell(staffing.last_seen(row)) for row in counts.to_dict("records")],
        "Pelatihan terakhir": [Cell(staffing.training(row)) for row in counts.to_dict("records")],
        "KK per operator": _ratios(families, counts["jumlah"]),
        KEMUTAKHIRAN_24.short: [_updated(row) for row in sums.to_dict("records")],
    }
    places = pd.DataFrame(
        {"nama": desa["nama"], "sub": "" if choice.kecamatan else desa["kecamatan"]}
    )
    with st.expander(f"Operator tiap desa ({len(desa)} desa)", expanded=bool(choice.kecamatan)):
        _table(published, choice, staff, "Desa/kelurahan", places, columns)


def _table(
    published: Published,
    choice: Choice,
    staff: Staff,
    head: str,
    places: pd.DataFrame,
    columns: dict[str, Sequence[Cell]],
) -> None:
    of_desa = head != "Kecamatan"
    months = words.month(staff.month), words.month(choice.periode)
    tables.counts(
        places,
        columns,
        head=head,
        caption="Daftar petugas {}; keluarga {}".format(*months),
        chosen=choice.desa if of_desa else choice.kecamatan,
        height=None if choice.projector else 720,
        key="petugas_desa" if of_desa else "petugas_kecamatan",
        on_pick=(filters.pick_desa if of_desa else filters.pick_kecamatan)(published),
    )
    texts = [[cell.text for cell in column] for column in columns.values()]
    downloads.plain(
        published,
        choice,
        f"petugas per {head.split('/')[0].lower()}",
        ("Kode", head, "Bagian dari", *columns),
        list(zip(places.index, places["nama"], places["sub"], *texts, strict=True)),
        badge=BADGE,
        definition=f"{DEFINITION}. Daftar {words.month(staff.month)}",
    )


def _counts(numbers: pd.Series) -> list[Cell]:
    return [
        Cell(words.DASH) if np.isnan(number) else Cell(words.count(number), number)
        for number in numbers
    ]


def _parts(numbers: pd.Series, whole: pd.Series) -> list[Cell]:
    return [
        Cell(f"{words.count(number)} dari {words.count(of)}", number / of, 100 * number / of)
        if of > 0
        else Cell(words.DASH)
        for number, of in zip(numbers, whole, strict=True)
    ]


def _ratios(families: pd.Series, people: pd.Series) -> list[Cell]:
    """Families to each, with a bar against the most of them."""
    each = (families / people.where(people > 0)).astype(float)
    highest = np.nanmax([1.0, *each])
    return [
        Cell(_ratio(of, n), ratio, 100 * ratio / highest)
        for of, n, ratio in zip(families, people, each, strict=True)
    ]


def _updated(sums: dict) -> Cell:
    """How many families have recent data; of fewer than ten, or none known, no share."""
    if not sums["denominator"] or sums["unknown"] >= sums["denominator"]:
        return Cell(words.DASH)
    counts = f"{words.count(sums['numerator'])} dari {words.count(sums['denominator'])}"
    if headline.is_few(KEMUTAKHIRAN_24, sums):
        return Cell(counts)
    share = 100 * sums["numerator"] / sums["denominator"]
    return Cell(f"{headline.share(KEMUTAKHIRAN_24, sums)} ({counts})", share, share)


def method() -> None:
    """Offer how the figures of the page were made."""
    with st.expander("Bagaimana angka ini dihitung"):
        st.markdown(f"{DEFINITION}.")
        st.markdown(LIMITS)
