"""The uploader component: a button and a place to drop files, which it sends to ``posecheck.ui.routes``."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.components.v2 import component

from posecheck.ui import texts
from posecheck.ui.uploads import MOST_BYTES, SLICE_BYTES

_HERE = Path(__file__).parent

#: Where a page remembers what it was told last.
_TOLD = "arrived"

_uploader = component(
    "posecheck_uploader",
    js=(_HERE / "uploader.js").read_text("utf-8"),
    css=(_HERE / "uploader.css").read_text("utf-8"),
)


def uploader(token: str, client: str = "") -> str | None:
    """Takes files.

    Args:
        token: of the visit they belong to.
        client: id of the client of the library that they are of; empty keeps them in the visit only.

    Returns:
        The id of the recording that has become complete since it was last asked; None where there is none.
    """
    data = {"token": token, "client": client, "words": texts.UPLOADER}
    data |= {"most_bytes": MOST_BYTES, "slice_bytes": SLICE_BYTES}
    arrived = _uploader(key=f"uploader{client}", data=data, on_arrived_change=lambda: None).arrived
    told = st.session_state.get(_TOLD + client)
    st.session_state[_TOLD + client] = arrived
    return (
        arrived.partition(" ")[0] if arrived and arrived != told else None
    )  # what follows tells it from the last time
