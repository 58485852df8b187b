"""Hak akses: who may see what, since when, and who gave it?"""

from pages.parts import accounts, admission, frame, headline
from queries.scope import Right

data, _ = frame.guard()
by = admission.need(Right.KELOLA)

frame.begin_bare(data, is_sample=bool(data and data.publication.is_sample))
headline.sentence(*accounts.opening())
accounts.what_was_said()
accounts.table(data)
accounts.give_form(data)
accounts.revoke_form()
accounts.roles()
