"""Jejak audit: who did what, and is the record whole?"""

from pages.parts import admission, frame, headline, trail
from queries.scope import Right

data, _ = frame.guard()
by = admission.need(Right.JEJAK)

frame.begin_bare(data, is_sample=bool(data and data.publication.is_sample))
headline.sentence(*trail.opening())
trail.table()
trail.export(by)
