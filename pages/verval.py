"""Progres verval: how much of the target is done, and is that on plan?"""

import streamlit as st

from pages.parts import campaign, control_sample, field_officers, frame, headline, results

data, choice = frame.guard()

frame.begin(data, choice)
if choice.subject is None:
    st.info("Belum ada kegiatan verval. Impor daftar hasil verval yang memuat kolom KEGIATAN.")
    frame.end(data, choice)
    st.stop()

progress = campaign.progress(data, choice, choice.subject)
headline.sentence(*campaign.opening(data, choice, progress))
campaign.chart(progress, choice)

left, right = st.columns([11, 10], gap="medium")
with left:
    campaign.desa_map(data, choice, progress)
with right:
    campaign.table(data, choice, progress)
results.outcomes(data, choice, progress)
field_officers.section(data, choice, progress)
control_sample.section(data, choice)

frame.end(data, choice)
