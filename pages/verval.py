"""Progres verval: how much of the target is done, and will the rest be done in time?"""

import streamlit as st

from pages.parts import (
    burn_up,
    campaign,
    control_sample,
    field_officers,
    frame,
    headline,
    outlook,
    results,
    urgency,
)

data, choice = frame.guard()

frame.begin(data, choice)
if choice.subject is None:
    st.info("Belum ada kegiatan verval. Impor daftar hasil verval yang memuat kolom KEGIATAN.")
    frame.end(data, choice)
    st.stop()

progress = campaign.progress(data, choice, choice.subject)
headline.sentence(*outlook.opening(data, choice, progress))
outlook.cards(data, choice, progress)

left, right = st.columns([3, 2], gap="medium")
with left:
    burn_up.chart(data, choice, progress)
with right:
    urgency.late_desa(data, choice, progress)
with right if choice.desa else left:
    outlook.officers(data, choice, progress)
urgency.table(data, choice, progress)

left, right = st.columns(2, gap="medium")
with left:
    campaign.desa_map(data, choice, progress)
with right:
    results.outcomes(data, choice, progress)
field_officers.section(data, choice, progress)
control_sample.section(data, choice)
outlook.method(data, progress)

frame.end(data, choice)
