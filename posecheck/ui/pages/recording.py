"""A recording of the library, looked through. Reached from there; it is not in the menu."""

from __future__ import annotations

import streamlit as st

from posecheck.errors import NotFoundError
from posecheck.ui.shelf import door, links, review, texts


def page() -> None:
    """Draws the page."""
    library = door.enter()
    if library is None:
        return
    try:
        recording = library.recordings.get(st.query_params.get("recording", ""))
    except NotFoundError:
        links.to_library()
        st.info(texts.GONE)
    else:
        review.show(library, recording)


PAGE = st.Page(page, title="Recording", url_path="recording", visibility="hidden")
