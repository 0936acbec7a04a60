"""A recording of the library, looked through. Reached from there; it is not in the menu."""

from __future__ import annotations

import streamlit as st

from posecheck.errors import NotFoundError
from posecheck.library.library import Library
from posecheck.ui.shelf import door, links, review, texts


def page() -> None:
    """Draws the page."""
    door.through(_show)


def _show(library: Library) -> None:
    try:
        recording = library.recordings.get(st.query_params.get("recording", ""))
    except NotFoundError:
        links.to_library()
        st.info(texts.GONE)
    else:
        review.show(library, recording)


PAGE = st.Page(page, title="Recording", url_path="recording", visibility="hidden")
