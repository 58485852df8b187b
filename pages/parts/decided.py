"""What the rakor decided about a desa: read, written down, and marked as done."""

import logging
from datetime import date

import pandas as pd
import streamlit as st

from pages.parts import admission, listing, words
from pages.parts.filters import Choice
from pages.parts.published import Published
from queries import decisions
from queries.app_store import NoteError
from queries.scope import Right
from queries.standing import KECAMATAN
from reports.lembar_desa import Block

LOG = logging.getLogger(__name__)
TITLE = "Keputusan rakor"
HEADS = ("Keputusan", "Penanggung jawab", "Tenggat", "Keadaan")
SAID = "_pesan_keputusan"
DATES = "DD/MM/YYYY"


def last_rakor() -> date | None:
    """Return the day of the last rakor that decided something; None without one."""
    try:
        return decisions.last_day(words.today())
    except Exception:  # a page does without it
        LOG.exception("The store of the application cannot be read")
        return None


def block(published: Published, choice: Choice, most: int | None = None) -> Block:
    """Return the decisions about the desa, its kecamatan and its kabupaten; the `most` urgent."""
    try:
        rows = decisions.of(*_areas(published, choice).values())
    except Exception:  # its text may carry an address
        LOG.exception("The store of the application cannot be read")
        return Block(TITLE, ["Catatan keputusan tidak dapat dibuka; hubungi pengelola."])
    if rows.empty:
        return Block(TITLE, ["Belum ada keputusan yang dicatat untuk desa ini."])
    told = tuple(_told(row, choice) for row in rows[:most].itertuples())
    return Block(TITLE, [_kept(rows)], HEADS, told)


def _areas(published: Published, choice: Choice) -> dict[str, str]:
    """Names → codes of the areas a decision about the desa may be about."""
    desa = published.desa.set_index("kode").loc[choice.desa]
    regency = next(c for c in published.regencies.values() if choice.desa.startswith(c))
    return {
        desa["nama"]: choice.desa,
        f"Kec. {desa['kecamatan']}": choice.desa[:KECAMATAN],
        "Seluruh kabupaten": regency,
    }


def _kept(rows: pd.DataFrame) -> str:
    kept = int(rows["ditepati_pada"].notna().sum())
    return f"{words.count(kept)} dari {words.count(len(rows))} keputusan sudah ditepati."


def _told(row, choice: Choice) -> tuple[str, str, str, str]:
    whose = {len(choice.desa): "", KECAMATAN: " (kecamatan)"}
    about = whose.get(len(row.kode_wilayah), " (kabupaten)")
    return (
        f"{row.isi}{about} · rakor {words.day(row.tanggal)}",
        row.penanggung_jawab,
        words.day(row.tenggat),
        _state(row),
    )


def _state(row) -> str:
    if not pd.isna(row.ditepati_pada):
        return f"● ditepati {words.day(row.ditepati_pada)}"
    left = (row.tenggat - words.today()).days
    if left < 0:
        return f"▲ lewat {words.count(-left)} hari"
    return "○ jatuh tempo hari ini" if left == 0 else f"○ {words.count(left)} hari lagi"


def draw(published: Published, choice: Choice) -> None:
    """Draw the decisions about the desa, and where it is allowed, the forms to write them."""
    told = block(published, choice)
    st.markdown(f"**{words.plain(told.title)}**")
    listing.text(*told.lines)
    if told.rows:
        listing.table(told.heads, told.rows)
    if not admission.scope().may(Right.KEPUTUSAN):
        st.caption("Keputusan dicatat oleh akun dinas.")
        return
    said = st.session_state.pop(SAID, "")
    if said:
        st.error(said)
    with st.container(horizontal=True):
        with st.popover("Catat keputusan", icon=":material/edit_note:"):
            _form(published, choice)
        if told.rows:
            with st.popover("Tandai ditepati", icon=":material/task_alt:"):
                _marks(published, choice)


def _form(published: Published, choice: Choice) -> None:
    areas = _areas(published, choice)
    with st.form("keputusan", border=False):
        st.text_area("Isi keputusan", key="keputusan_isi", max_chars=decisions.LONGEST["isi"])
        st.text_input(
            "Penanggung jawab (kantor atau jabatan)",
            key="keputusan_oleh",
            max_chars=decisions.LONGEST["penanggung_jawab"],
        )
        st.selectbox("Berlaku untuk", list(areas), key="keputusan_untuk")
        st.date_input("Tanggal rakor", words.today(), key="keputusan_tanggal", format=DATES)
        st.date_input("Tenggat", None, key="keputusan_tenggat", format=DATES)
        st.caption("Tanpa nama warga, NIK, atau No KK: catatan ini tampil di layar.")
        st.form_submit_button("Simpan", on_click=_write, args=(areas,), type="primary")


def _write(areas: dict[str, str]) -> None:
    given = {
        name: st.session_state[f"keputusan_{name}"]
        for name in ("isi", "oleh", "untuk", "tanggal", "tenggat")
    }
    try:
        if given["tanggal"] is None or given["tenggat"] is None:
            raise NoteError("Tanggal rakor dan tenggat belum diisi.")
        decisions.add(
            admission.scope(),
            areas[given["untuk"]],
            given["tanggal"],
            given["isi"],
            given["oleh"],
            given["tenggat"],
        )
    except NoteError as error:
        st.session_state[SAID] = f"Belum disimpan. {error}"
    else:
        for name, empty in (("isi", ""), ("oleh", ""), ("tenggat", None)):
            st.session_state[f"keputusan_{name}"] = empty


def _marks(published: Published, choice: Choice) -> None:
    """Offer to note a decision as done, to undo that, and to withdraw what was a mistake."""
    rows = decisions.of(*_areas(published, choice).values())
    names = {f"{row.isi} (tenggat {words.day(row.tenggat)})": row for row in rows.itertuples()}
    row = names[st.selectbox("Keputusan", list(names), key="keputusan_mana")]
    if pd.isna(row.ditepati_pada):
        st.button("Ditepati hari ini", on_click=_mark, args=(row.id, words.today()))
    else:
        st.button("Ternyata belum ditepati", on_click=_mark, args=(row.id, None))
    st.button("Tarik: salah catat", on_click=_withdraw, args=(row.id,))


def _mark(number: int, day: date | None) -> None:
    decisions.keep(admission.scope(), number, day)


def _withdraw(number: int) -> None:
    decisions.withdraw(admission.scope(), number)
