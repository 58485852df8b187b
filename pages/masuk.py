"""Masuk: who are you, or why was that not enough?"""

from pages.parts import frame, signing

data, _ = frame.guard()

frame.begin_bare(data, is_sample=bool(data and data.publication.is_sample))
signing.page()
