"""A client's data: as little as tells them apart, what was agreed to, and until when all of it is kept."""

from __future__ import annotations

from typing import Any

import streamlit as st

from posecheck.errors import PosecheckError
from posecheck.library.facts import Client
from posecheck.library.library import Library
from posecheck.ui.shelf import links, texts

_SAID = texts.CLIENT


@st.dialog(texts.NEW_CLIENT)
def add(library: Library) -> None:
    """Asks for a new client, and opens their page."""
    said = _fields(library, None)
    if said:
        try:
            client = library.clients.add(**said)
        except PosecheckError as error:
            st.error(str(error))
        else:
            links.go("client", client=client.id)


@st.dialog(_SAID["change"])
def change(library: Library, client: Client) -> None:
    """Asks for what is to be changed."""
    said = _fields(library, client)
    if said:
        try:
            library.clients.change(client.id, **said)
        except PosecheckError as error:
            st.error(str(error))
        else:
            st.rerun()


def _fields(library: Library, client: Client | None) -> dict[str, Any] | None:
    """What was typed, once it is to be saved."""
    known = sorted({tag for one in library.clients.all() for tag in one.tags})
    with st.form("client", border=False):
        name = st.text_input(_SAID["name"], client.name if client else "", help=_SAID["name_help"], max_chars=100)
        tags = st.multiselect(
            _SAID["tags"],
            known,
            client.tags if client else None,
            accept_new_options=True,
            help=_SAID["tags_help"],
            placeholder="",
        )
        note = st.text_input(
            _SAID["consent_note"], client.consent_note if client else "", help=_SAID["consent_help"], max_chars=500
        )
        first, second = st.columns(2)
        consent_on = first.date_input(_SAID["consent_on"], client.consent_on if client else None, format="YYYY-MM-DD")
        keep_until = second.date_input(
            _SAID["keep_until"],
            client.keep_until if client else None,
            format="YYYY-MM-DD",
            help=_SAID["keep_help"],
        )
        if not st.form_submit_button(_SAID["save"], type="primary"):
            return None
    told = {"name": name, "tags": tags, "consent_note": note.strip()}
    return told | {"consent_on": consent_on, "keep_until": keep_until}
