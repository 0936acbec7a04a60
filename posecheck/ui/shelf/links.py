"""Links between the pages of the library, and how its facts are told in lists."""

from __future__ import annotations

import streamlit as st

from posecheck.library.facts import Held, Recording, State
from posecheck.poses import POSES
from posecheck.ui import pages
from posecheck.ui.shelf import texts
from posecheck.words import form_title


def to_library() -> None:
    """A link to the first page of the library."""
    st.page_link(pages.modules()["library"].PAGE, label=texts.BACK.format(name=texts.TITLE))


def to_client(client_id: str, label: str) -> None:
    """A link to a client."""
    st.page_link(pages.modules()["client"].PAGE, label=label, query_params={"client": client_id})


def to_recording(recording_id: str, label: str) -> None:
    """A link to a recording."""
    st.page_link(pages.modules()["recording"].PAGE, label=label, query_params={"recording": recording_id})


def go(page: str, **query: str) -> None:
    """Opens another page of the library at once."""
    st.switch_page(pages.modules()[page].PAGE, query_params=query)


def held_text(held: Held) -> str:
    """A hold in a few words: "Tree, left"."""
    title = form_title(POSES[held.pose], held.form) if held.pose in POSES else held.pose
    return f"{title}, {held.side}" if held.side else title


def recording_line(recording: Recording) -> str:
    """A recording in a list, as Markdown."""
    told = [f"**{texts.day(recording.filmed_on)}**", f":gray[{plain(recording.name)}]"]
    if recording.state is State.DONE:
        told[1:1] = dict.fromkeys(held_text(one) for one in recording.holds) or [texts.NOT_HELD]
    parts = [" · ".join(told)]
    if recording.state is State.DONE:
        parts.append(f":gray-badge[{texts.REVIEWED}]" if recording.reviewed_at else f":orange-badge[{texts.TO_REVIEW}]")
    else:
        share = f" {100 * recording.progress:.0f} %" if recording.state is State.RUNNING else ""
        parts.append(
            f":{'red' if recording.state is State.FAILED else 'blue'}-badge[{texts.STATES[recording.state]}{share}]"
        )
    if recording.corrected:
        parts.append(f":violet-badge[{texts.CORRECTED}]")
    return "  ".join([*parts, *(f":gray-badge[{plain(tag)}]" for tag in recording.tags)])


def plain(text: str) -> str:
    """A text that is shown as it is, wherever Markdown is read."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()<>#+-.!|~$:" else sign for sign in text)
