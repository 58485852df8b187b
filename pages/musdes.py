"""Musdes dan usulan: have the desa met, what do they propose, and how long does it lie there?"""

from pages.parts import (
    citizens,
    deadlines,
    explain,
    filters,
    frame,
    graduation,
    headline,
    listing,
    meetings,
    pipeline,
    proposing,
    words,
)
from queries.indicators.musdes import MUSDES_BULAN_INI

data, choice = frame.guard()
today = words.today()

frame.begin(data, choice)
headline.sentence(*meetings.opening(data, choice))
listing.figures(
    [
        *meetings.figures(data, choice),
        pipeline.figure(data, choice),
        deadlines.figure(data, today),
    ]
)

part = filters.part(["Musdes", "Alur usulan", "Graduasi", "Usulan per 1.000", "Laporan warga"])
if part == "Musdes":
    meetings.calendar(data, choice)
    deadlines.section(data, today)
    explain.method(MUSDES_BULAN_INI)
elif part == "Alur usulan":
    pipeline.section(data, choice)
elif part == "Graduasi":
    graduation.section(data, choice)
elif part == "Usulan per 1.000":
    proposing.section(data, choice)
elif part == "Laporan warga":
    citizens.section(data, choice)

frame.end(data, choice)
