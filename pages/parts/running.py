"""A run that is going on: how far it is, for whoever opens the page, once a second."""

from collections.abc import Callable

import streamlit as st

from pages.parts import admission, headline, listing, words
from queries import jobs
from queries.jobs import Part, Run
from queries.scope import Right

DOING = {
    jobs.CHECK: "Memeriksa",
    jobs.IMPORT: "Mengimpor",
    jobs.UNDO: "Membatalkan",
    jobs.NAME: "Mengingat nama desa",
    jobs.PUBLISH: "Menerbitkan",
    jobs.BORDERS: "Memeriksa batas",
}
GOING_ON = {
    jobs.CHECK: "Pemeriksaan",
    jobs.IMPORT: "Impor",
    jobs.UNDO: "Pembatalan",
    jobs.NAME: "Pencatatan nama desa",
    jobs.PUBLISH: "Penerbitan",
    jobs.BORDERS: "Pemeriksaan batas",
}
# Share of a command that is behind it when a step begins, and the share of the step itself.
STEPS = {
    jobs.CHECK: {"membaca": (0.0, 0.6), "memeriksa": (0.6, 0.4)},
    jobs.IMPORT: {"membaca": (0.0, 0.3), "memeriksa": (0.3, 0.2), "menyimpan": (0.5, 0.5)},
}


def show(run: Run, *, may_stop: bool, on_stop: Callable[[], None]) -> None:
    """Draw the progress of a run, once a second, until it is over."""
    headline.sentence(
        f"{GOING_ON[run.kind]} sedang berjalan.",
        "Halaman ini boleh ditutup; prosesnya terus berjalan dan hasilnya menunggu di sini.",
    )

    @st.fragment(run_every=1)
    def draw() -> None:
        now = jobs.last(run.kind)
        if now is None or not now.is_running or not _may_see():
            st.rerun()
        part = now.parts[now.is_at]
        counted = f" ({now.is_at + 1} dari {len(now.parts)})" if len(now.parts) > 1 else ""
        share, step = progress(now)
        listing.text(f"{DOING[now.kind]} {part.label}{counted}: {step}", kind="judul")
        st.progress(share)
        listing.text(f"Dimulai {words.moment(now.began)} WIB.", _quiet(now))

    draw()
    if may_stop:
        st.button("Hentikan", on_click=on_stop, icon=":material/stop_circle:", key="hentikan")


def _may_see() -> bool:
    """The fragment runs without dashboard.py, for an account whose role may be gone since."""
    return not admission.has_provider() or admission.scope().may(Right.IMPOR)


def _quiet(run: Run) -> str:
    if run.silent_for < jobs.QUIET:
        return ""
    minutes = int(run.silent_for // 60)
    return (
        f"Sudah {minutes} menit tanpa kabar. Prosesnya dihentikan sendiri setelah "
        f"{jobs.LONGEST // 60} menit; register tetap seperti sebelumnya."
    )


def progress(run: Run) -> tuple[float, str]:
    """Return how much of a run is done, 0 to 1, and what it is doing, in words."""
    part = run.parts[run.is_at]
    share, step = _published_share(part) if run.kind == jobs.PUBLISH else _step_share(run, part)
    return min(1.0, (run.is_at + share) / len(run.parts)), step


def _step_share(run: Run, part: Part) -> tuple[float, str]:
    told = part.find("step")
    if told is None:
        return 0.0, "menyiapkan …"
    before, size = STEPS.get(run.kind, {}).get(told["step"], (0.0, 1.0))
    return before + size * told["part"], f"{told['step']} {100 * told['part']:.0f} %"


def _published_share(part: Part) -> tuple[float, str]:
    """queries publish says "[3/13] menghitung 2026-01 …"."""
    said = part.find("said")
    head, _, rest = (said or {"text": ""})["text"].partition("] ")
    done, _, of = head.removeprefix("[").partition("/")
    if not (done.isdigit() and of.isdigit()):
        return 0.0, "menyiapkan …"
    return int(done) / (int(of) + 1), rest
