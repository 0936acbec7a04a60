"""How far to trust it."""

import streamlit as st


def page() -> None:
    """Draws the page."""
    st.title("How far to trust it")


PAGE = st.Page(page, title="How far to trust it", icon=":material/straighten:", url_path="trust")
