"""Cakupan program: where do the programmes reach, whom, and together with what?"""

from pages.parts import (
    coverage,
    desil,
    explain,
    filters,
    frame,
    headline,
    need,
    overlap,
    pocket,
    saturation,
)

data, choice = frame.guard()
look = choice.subject

frame.begin(data, choice)
headline.sentence(*coverage.opening(data, choice, look))
coverage.cards(data, choice, look)

part = filters.part(
    ["Peta", "Desil dan kuota", "Gabungan program", "Kebutuhan", "Kantong", "Kejenuhan"]
)
if part == "Peta":
    coverage.maps(data, choice, look)
    explain.method(look.indicator)
elif part == "Desil dan kuota":
    desil.section(data, choice, look)
elif part == "Gabungan program":
    overlap.section(data, choice)
elif part == "Kebutuhan":
    need.section(data, choice, look)
elif part == "Kantong":
    pocket.section(data, choice, look)
elif part == "Kejenuhan":
    saturation.section(data, choice)

frame.end(data, choice)
