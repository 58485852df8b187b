"""Batas desa: which borders the peta wilayah has, and a file that is to take their place."""

import csv
import io
from base64 import b64encode
from collections import Counter
from datetime import UTC, datetime
from html import escape

import streamlit as st

from geo import borders
from pages.parts import browser_map, importing, listing, outcome, uploads, words
from queries import border_files, jobs
from queries.border_files import StoreError
from queries.jobs import BusyError

ENDINGS = ["geojson", "json", "topojson", "zip", "gpkg", "kml", "kmz"]
ROUND = "_putaran_batas"
SHOWN = 12  # items of a list that are named; all of them are in the download
LISTS = {
    "known_without_border": "Desa tanpa batas di berkas",
    "unknown_here": "Batas di kabupaten ini yang desanya tidak dikenal",
    "unknown_elsewhere": "Batas di luar kabupaten, tidak dipakai",
    "repeated": "Muncul lebih dari sekali, digabung",
    "without_polygon": "Desa tanpa poligon",
    "without_key": "Fitur tanpa kode dan nama",
}
ODD = "#c2570c"  # amber that holds against both themes; the name beside it says it too


def checked() -> None:
    """Draw what the last check found, as long as nobody has decided on it."""
    _failed()
    waiting = borders.candidate(browser_map.data_dir())
    if waiting:
        _candidate(waiting)


def section() -> None:
    """Draw which borders are in force, and a place to drop a file."""
    st.subheader("Batas desa")
    _in_force()
    if borders.candidate(browser_map.data_dir()):
        listing.text("Ada batas yang sudah diperiksa dan menunggu keputusan di atas.")
    else:
        _upload()


def _in_force() -> None:
    folder = browser_map.data_dir()
    path = borders.current(folder)
    if path is None:
        listing.text("Belum ada batas desa: pilihan Peta wilayah menampilkan peta petak.")
        return
    listing.text(_origin(borders.report(path)))
    if borders.previous(folder):
        st.button("Kembali ke batas sebelumnya", on_click=_go_back, key="batas-kembali")


def _origin(said: dict) -> str:
    if not said:
        return "Peta wilayah memakai batas yang diimpor sebelum ada laporannya."
    at = words.moment(datetime.fromisoformat(said["at"]).replace(tzinfo=None))
    return (
        f"Peta wilayah memakai batas {words.count(len(said['matched']))} dari "
        f"{words.count(said['n_known'])} desa, dari berkas {said['file']}, diperiksa {at} WIB. "
        "Batas indikatif, bukan rujukan resmi."
    )


def _failed() -> None:
    """Say why the last check came to nothing."""
    run = jobs.last(jobs.BORDERS)
    if run is None or run.is_running or datetime.now(UTC) - run.heard > outcome.SHOWN:
        return
    if run.broken:
        listing.text(
            "Pemeriksaan batas terputus; yang dipakai tidak berubah. Ulangi.", kind="gagal"
        )
    elif run.parts[0].error:
        listing.text(
            f"{run.parts[0].label}: {run.parts[0].error}",
            "Batas yang dipakai tidak berubah.",
            kind="gagal",
        )


def _upload() -> None:
    uploads.uploader(
        "Berkas batas desa (GeoJSON, TopoJSON, GeoPackage, KML, KMZ, atau Shapefile dalam .zip)",
        type=ENDINGS,
        key=_uploader(),
    )
    if st.session_state.get(_uploader()):
        st.button("Periksa batas", type="primary", on_click=_check, key="batas-periksa")
        st.caption("Memeriksa belum mengubah apa pun.")


def _uploader() -> str:
    return f"batas-{st.session_state.get(ROUND, 0)}"


def _check() -> None:
    file = st.session_state.get(_uploader())
    if file is None or importing.may_not():
        return
    try:
        command = border_files.hand_in(file.name, file.getbuffer())
    except (BusyError, StoreError) as error:
        importing.say_next(str(error))
        return
    except OSError as error:
        importing.say_next(
            f"Berkas tidak dapat disimpan ({error.strerror}). Periksa ruang dan izin foldernya."
        )
        return
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    importing.act(jobs.BORDERS, [command], after=border_files.discard)


def _candidate(waiting: dict) -> None:
    """The report stands before the button: nobody puts in force what they have not seen."""
    said = waiting["laporan"]
    with st.container(border=True, key="batas-calon"):
        listing.text(
            f"Batas dari {said['file']} sudah diperiksa; belum dipakai.",
            f"{_recognised(said)} {said['format']}, lapisan '{said['layers'][0][0]}', CRS "
            f"{said['crs']}.{_other_layers(said)}",
            kind="judul",
        )
        listing.figures(_figures(said))
        left, right = st.columns([2, 3], gap="medium")
        with left:
            _sketch(waiting["sketsa"], said)
        with right:
            _findings(said)
            _left_out(said)
        _decide(said)


def _recognised(said: dict) -> str:
    how = Counter(said["matched"].values())
    told = ", ".join(f"{words.count(number)} lewat {name}" for name, number in how.items())
    return f"Desa dikenali: {told} (kolom {', '.join(said['columns'])})."


def _other_layers(said: dict) -> str:
    others = [f"{name} ({words.count(n)} desa cocok)" for name, n in said["layers"][1:]]
    return f" Lapisan lain tidak dipakai: {', '.join(others[:SHOWN])}." if others else ""


def _figures(said: dict) -> list[tuple[str, str]]:
    unknown = len(said["unknown_here"]) + len(said["unknown_elsewhere"])
    return [
        (
            words.count(len(said["matched"])),
            f"dari {words.count(said['n_known'])} desa punya batas",
        ),
        (words.count(len(said["known_without_border"])), "desa tanpa batas"),
        (words.count(unknown + len(said["without_key"])), "batas tanpa desa"),
        (words.count(len(said["findings"])), "hal perlu diperiksa"),
    ]


def _findings(said: dict) -> None:
    if not said["findings"]:
        listing.text("Tidak ada yang janggal: tumpang tindih, luas, letak, dan nama tertukar.")
    else:
        rows = [
            (f["kind"], ", ".join(_names(said, f["kode"])), f["told"]) for f in said["findings"]
        ]
        listing.table(("Perlu diperiksa", "Desa", "Sebabnya"), rows)
    if not said["has_points"]:
        listing.text("Letak tidak diperiksa: daftar wilayah tidak punya titik (lat, lon).")


def _names(said: dict, kode: list[str]) -> list[str]:
    return [said["labels"].get(one, one) for one in kode]


def _left_out(said: dict) -> None:
    for field, title in LISTS.items():
        items = _names(said, said[field])
        if items:
            more = f", dan {words.count(len(items) - SHOWN)} lagi" if len(items) > SHOWN else ""
            listing.text(f"{title} ({words.count(len(items))}): {', '.join(items[:SHOWN])}{more}.")
    if said["others"]:
        listing.text(f"Titik dan garis yang dilewati: {words.count(said['others'])}.")


def _sketch(sketch: dict, said: dict) -> None:
    """A drawing of what would be in force. A picture, as st.html lets no drawing through."""
    names = [said["labels"].get(mark["kode"], mark["kode"]) for mark in sketch["temuan"]]
    told = f"Sketsa batas desa. Perlu diperiksa: {', '.join(names) or 'tidak ada'}."
    drawn = b64encode(_svg(sketch, [name.partition(" (")[0] for name in names]).encode()).decode()
    st.html(
        f'<img src="data:image/svg+xml;base64,{drawn}" alt="{escape(told)}" '
        'style="width:100%;max-height:19rem">'
    )
    parts = ["Garis: batas kecamatan."]
    parts += ["Jingga: perlu diperiksa."] if names else []
    parts += ["Lingkaran: desa tanpa batas."] if sketch["tanpa"] else []
    st.caption(" ".join(parts))


def _svg(sketch: dict, names: list[str]) -> str:
    """Land, lines between kecamatan, desa to look at with their names, desa without a border."""
    is_dark = st.context.theme.type == "dark"
    ink, ground = ("#e9f0f0", "#11191b") if is_dark else ("#17282b", "#ffffff")
    marks = "".join(
        f'<path d="{mark["garis"]}" fill="{ODD}" fill-opacity=".6" stroke="{ODD}" '
        'stroke-width="2"/>'
        for mark in sketch["temuan"]
    )
    labels = "".join(
        f'<text x="{x}" y="{y}" text-anchor="{side}">{escape(name)}</text>'
        for (x, y, side), name in zip(_places(sketch["temuan"]), names, strict=True)
    )
    missing = "".join(f'<circle cx="{x}" cy="{y}" r="6"/>' for x, y in sketch["tanpa"])
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="-8 -8 {sketch["lebar"] + 16} {sketch["tinggi"] + 16}">'
        f'<path d="{sketch["wilayah"]}" fill="{ink}" fill-opacity=".1"/>'
        f'<path d="{sketch["garis"]}" fill="none" stroke="{ink}" stroke-opacity=".6"/>{marks}'
        f'<g fill="none" stroke="{ink}" stroke-width="2">{missing}</g>'
        f'<g fill="{ink}" stroke="{ground}" stroke-width="4" paint-order="stroke" '
        f'font-family="sans-serif" font-size="19">{labels}</g></svg>'
    )


def _places(marks: list[dict]) -> list[tuple[float, float, str]]:
    """Where names stand: outward from the middle of all, and never two on one line of a side."""
    middle = sum(mark["tempat"][0] for mark in marks) / max(len(marks), 1)
    places: list[tuple[float, float, str]] = []
    for mark in marks:
        x, y = mark["tempat"]
        side, beside = ("end", x - 18) if x < middle else ("start", x + 18)
        while any(side == other and abs(y - line) < 21 for _, line, other in places):
            y -= 22
        places.append((beside, y, side))
    return places


def _decide(said: dict) -> None:
    with st.container(horizontal=True):
        st.button("Pakai batas ini", type="primary", on_click=_use, args=[said], key="batas-pakai")
        st.button("Buang", on_click=_discard, key="batas-buang")
        st.download_button(
            "Unduh laporan (CSV)",
            _table(said).encode("utf-8-sig"),
            file_name="laporan-batas-desa.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key="batas-laporan",
        )


def _table(said: dict) -> str:
    """One row a desa or feature: how it was found, or why it is not drawn, or what is odd."""
    rows = [(kode, "dikenali", f"lewat {how}") for kode, how in said["matched"].items()]
    rows += [(item, title, "") for field, title in LISTS.items() for item in said[field]]
    rows += [(kode, f["kind"], f["told"]) for f in said["findings"] for kode in f["kode"]]
    out = io.StringIO()
    table = csv.writer(out, delimiter=";")
    table.writerow(("kode", "desa", "hasil", "keterangan"))
    table.writerows(
        (_cell(key), said["labels"].get(key, ""), kind, told) for key, kind, told in rows
    )
    return out.getvalue()


def _cell(text: str) -> str:
    """A file's own words must not become a formula in Excel."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _use(seen: dict) -> None:
    """Put in force what was seen, and nothing that has come in its place since."""
    folder = browser_map.data_dir()
    waiting = borders.candidate(folder)
    if importing.may_not():
        return
    if not waiting or waiting["laporan"] != seen:
        importing.say_next("Laporan itu sudah tidak berlaku. Baca yang terbaru di bawah ini.")
        return
    try:
        borders.put_in_force(waiting["batas"], seen, folder)
    except OSError as error:
        importing.say_next(
            f"Batas tidak dapat disimpan ({error.strerror}); yang lama tetap dipakai. Periksa "
            "ruang dan izin foldernya."
        )
        return
    _discard()


def _discard() -> None:
    if not importing.may_not():
        borders.discard(browser_map.data_dir())
        jobs.forget(jobs.BORDERS)


def _go_back() -> None:
    if not importing.may_not() and borders.go_back(browser_map.data_dir()) is None:
        importing.say_next("Batas sebelumnya sudah tidak ada; yang dipakai sekarang tetap.")
