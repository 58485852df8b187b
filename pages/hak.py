"""Hak akses: who may see what, since when, and who gave it?"""

from pages.parts import accounts, admission, frame, headline
from queries import rights
from queries.scope import Right

data, _ = frame.guard()
admission.need(Right.KELOLA)
rows = rights.all_held()

frame.begin_bare(data, is_sample=bool(data and data.publication.is_sample))
headline.sentence(*accounts.opening(rows))
accounts.what_was_said()
accounts.table(data, rows)
accounts.give_form(data)
accounts.revoke_form(rows)
accounts.roles()
