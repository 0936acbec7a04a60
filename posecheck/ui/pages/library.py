"""The library: clients, and what there is to do."""

from __future__ import annotations

import streamlit as st

from posecheck.ui.shelf import door, overview, texts


def page() -> None:
    """Draws the page."""
    door.through(overview.show)


PAGE = st.Page(page, title=texts.TITLE, icon=":material/folder_shared:", url_path="library")
