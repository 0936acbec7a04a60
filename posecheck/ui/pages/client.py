"""A client of the library. Reached from there; it is not in the menu."""

from __future__ import annotations

import streamlit as st

from posecheck.errors import NotFoundError
from posecheck.library.library import Library
from posecheck.ui.shelf import door, links, person, texts


def page() -> None:
    """Draws the page."""
    door.through(_show)


def _show(library: Library) -> None:
    try:
        client = library.clients.get(st.query_params.get("client", ""))
    except NotFoundError:
        links.to_library()
        if not person.show_receipt():
            st.info(texts.GONE)
    else:
        person.show(library, client)


PAGE = st.Page(page, title=texts.CLIENTS, url_path="client", visibility="hidden")
