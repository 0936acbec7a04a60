"""The first page: what posecheck does, and three ways in."""

import streamlit as st


def page() -> None:
    """Draws the page."""
    st.title("posecheck")


PAGE = st.Page(page, title="Start", icon=":material/home:", url_path="start", default=True)
