"""The door of the library: what is shown while there is none, or while it is sealed; and whose it is."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from posecheck.errors import PosecheckError
from posecheck.library.library import Library
from posecheck.ui import signin
from posecheck.ui.shelf import texts
from posecheck.ui.shelf.keeper import KEEPER, State


def owner() -> str:
    """Whose library the page shows."""
    return signin.owner(st.context.cookies) or signin.NOBODY


def who() -> str:
    """What stands beside notes and corrections: who has signed in; empty where nobody needs to."""
    said = signin.user(st.context.cookies)
    return str(said.get("email") or said.get("name") or said.get("sub") or "")


def at_this_machine() -> bool:
    """Whether whoever sees the page sits at the machine it runs on, and may name files of it."""
    return owner() == signin.NOBODY


def through(draw: Callable[[Library], None]) -> None:
    """Draws a page of the library, or what is to be done first, or what went wrong."""
    library = enter()
    if library:
        try:
            draw(library)
        except PosecheckError as error:
            st.error(str(error))


def again() -> Library:
    """The library, for a part of a page that is drawn again by itself; the whole page where it is no longer open."""
    if KEEPER.state is not State.OPEN:
        st.rerun()
    return KEEPER.of(owner())


def enter() -> Library | None:
    """The library; None while it is not open: the page then says what to do about it, and nothing else."""
    if KEEPER.state is State.LOCKED:
        KEEPER.wake()  # made meanwhile by another program, or by the terminal
    if KEEPER.state is State.OPEN:
        return KEEPER.of(owner())
    st.title(texts.TITLE, anchor=False)
    if KEEPER.state is State.LOCKED:
        _ask(texts.LOCKED.format(folder=f"`{KEEPER.folder}`"))
    else:
        _begin()
    return None


def _ask(told: str) -> None:
    if KEEPER.trouble:
        st.error(KEEPER.trouble)
        return
    st.markdown(told)
    with st.form("unlock", width=420):
        passphrase = st.text_input(texts.OPENING["passphrase"], type="password", autocomplete="current-password")
        if st.form_submit_button(texts.OPENING["open"], type="primary"):
            _open(passphrase)


def _begin() -> None:
    st.markdown(texts.FIRST)
    st.caption(texts.FIRST_PLACE.format(folder=f"`{KEEPER.folder}`"))
    with st.form("begin", width=560):
        st.markdown(texts.FIRST_PASSPHRASE)
        passphrase = new_passphrase(texts.OPENING["optional"])
        if st.form_submit_button(texts.OPENING["start"], type="primary") and passphrase is not None:
            _open(None, passphrase)


def new_passphrase(label: str) -> str | None:
    """Two fields for a new passphrase: what stands in both; None, and a sentence, where they differ."""
    one = st.text_input(label, type="password", autocomplete="new-password")
    other = st.text_input(texts.OPENING["again"], type="password", autocomplete="new-password")
    if one == other:
        return one
    st.error(texts.OPENING["unlike"])
    return None


def _open(passphrase: str | None, new: str | None = None) -> None:
    try:
        KEEPER.open(passphrase or None)
        if new:
            KEEPER.set_passphrase(new)
    except PosecheckError as error:
        st.error(str(error))
    else:
        st.rerun()
