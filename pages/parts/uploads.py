"""Which sessions may hand in files: those that a page has offered a place for them.

Streamlit takes a file from any session that is on, wanted or not, and keeps it in memory until the
session ends. asgi.py asks here first.
"""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

OFFERED: set[str] = set()  # sessions by their ids, which only their own browsers know


def uploader(label: str, **options):
    """Draw st.file_uploader with these options, and let this session send files."""
    running = get_script_run_ctx()
    if running:
        OFFERED.add(running.session_id)
    return st.file_uploader(label, **options)


def may_send(session: str) -> bool:
    """Return whether a session was offered a place for files."""
    return session in OFFERED
