"""How the number was made, for whoever doubts it."""

import streamlit as st

from queries import describe
from queries.indicator import Indicator


def method(indicator: Indicator) -> None:
    """Offer the definition of an indicator below its figures."""
    with st.expander("Bagaimana angka ini dihitung"):
        st.markdown(describe.entry(indicator))


def catalogue_entry(indicator: Indicator) -> None:
    """Draw one entry of the catalogue, under an anchor of its own, with its SQL on request."""
    head, body = describe.entry(indicator).split("\n", 1)
    st.header(head.removeprefix("## "), anchor=indicator.code, divider="gray")
    st.markdown(body)
    with st.expander("SQL"):
        st.code(describe.sql(indicator), language="sql")
