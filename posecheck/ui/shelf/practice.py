"""What holds for the whole library: the practice that stands on reports, where it lies, and its passphrase."""

from __future__ import annotations

import streamlit as st

from posecheck.errors import PosecheckError
from posecheck.library.facts import Practice
from posecheck.library.library import Library
from posecheck.ui.shelf import door, texts
from posecheck.ui.shelf.keeper import KEEPER


def show(library: Library) -> None:
    """Draws the settings."""
    with st.expander(texts.SETTINGS):
        st.caption(texts.PLACE[library.sealed].format(folder=f"`{library.folder}`"))
        ours, sealed = st.columns(2, gap="large")
        with ours:
            _show_practice(library)
        with sealed:
            if door.at_this_machine():
                _show_passphrase(library)
            else:
                st.caption(texts.PASSPHRASE_ELSEWHERE)


def _show_practice(library: Library) -> None:
    practice = library.practice.get()
    with st.form("practice"):
        name = st.text_input(texts.PRACTICE_NAME, practice.name, max_chars=200)
        if practice.logo:
            st.image(practice.logo, width=160)
        file = st.file_uploader(texts.PRACTICE_LOGO, ["png", "jpg", "jpeg"], max_upload_size=2)
        without = bool(practice.logo) and st.checkbox(texts.PRACTICE_NO_LOGO)
        if st.form_submit_button(texts.CLIENT["save"]):
            logo = None if without else file.getvalue() if file else practice.logo
            try:
                library.practice.set(Practice(name, logo))
            except PosecheckError as error:
                st.error(str(error))
            else:
                st.rerun()


def _show_passphrase(library: Library) -> None:
    with st.form("passphrase"):
        passphrase = door.new_passphrase(texts.PASSPHRASE_NEW)
        st.caption(texts.FIRST_PASSPHRASE if not library.sealed else "")
        label = texts.PASSPHRASE_CHANGE if library.sealed else texts.PASSPHRASE_SET
        if st.form_submit_button(label) and passphrase:
            _set(passphrase)
    if library.sealed:
        with st.container(horizontal=True):
            if st.button(texts.OPENING["lock"]):
                KEEPER.lock()
                st.rerun()
            if st.button(texts.PASSPHRASE_REMOVE):
                _set(None)


def _set(passphrase: str | None) -> None:
    try:
        with st.spinner(texts.PASSPHRASE_WAIT):
            KEEPER.set_passphrase(passphrase)
    except PosecheckError as error:
        st.error(str(error))
    else:
        st.rerun()
