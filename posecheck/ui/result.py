"""The result of one recording: holds, player, findings, and what can be set otherwise or taken away."""

from __future__ import annotations

from typing import Any

import streamlit as st

from posecheck.api import Checked
from posecheck.session.summary import Hold
from posecheck.session.wording import pose_text
from posecheck.ui import texts
from posecheck.ui.adjust import show_adjust
from posecheck.ui.cards import show_cards, show_silent
from posecheck.ui.downloads import show_downloads
from posecheck.ui.items import Item
from posecheck.ui.player import player
from posecheck.ui.screening import ask_for_copy, medium_address, reel_address
from posecheck.ui.visits import Visit
from posecheck.words import VIEW_WORDS


def show_result(visit: Visit, item: Item) -> None:
    """Draws the result of an analysed recording."""
    checked = item.judged()
    # Everything keeps its place, whatever there is to say: what moves on a page begins anew.
    head = st.container()
    with head:
        hold = pick_hold(item, checked)
        show_head(checked, hold)
    findings, film = st.columns([2, 3], gap="medium")
    with findings:
        show_findings(item, hold)
    with film:
        show_film(visit, item, checked, hold)
    with st.expander(texts.CHANGED_TITLE, key=f"otherwise-{item.id}"):
        show_adjust(item, hold)
    show_downloads(visit, item, checked)


def show_findings(item: Item, hold: Hold | None) -> None:
    """The cards of a hold, or why there is none."""
    summary = item.judged().summary
    if hold:
        show_cards(hold, item.readings(hold), summary.level)
    else:
        show_silent(list(summary.findings))


def show_head(checked: Checked, hold: Hold | None) -> None:
    """What is looked at, from where it was seen, and what there is to say about the recording."""
    if hold:
        st.title(pose_text(hold.setting), anchor=False)
        when = "" if checked.kind == "picture" else f"Held {hold.start_s:.1f} s to {hold.end_s:.1f} s, seen "
        st.caption(f"{when or 'Seen '}{VIEW_WORDS[hold.setting.seen.view]}")
    for message in dict.fromkeys((*checked.recording.notices, *checked.summary.messages)):
        st.warning(message)


def pick_hold(item: Item, checked: Checked) -> Hold | None:
    """The hold that is looked at: the longest at first."""
    holds = checked.summary.holds
    if len(holds) < 2 or not checked.summary.longest:
        return checked.summary.longest
    longest = holds.index(checked.summary.longest)
    number = st.pills(
        "Holds",
        range(len(holds)),
        default=longest,
        format_func=lambda n: f"{pose_text(holds[n].setting)}, {holds[n].start_s:.1f}-{holds[n].end_s:.1f} s",
        key=f"hold-{item.id}-{len(holds)}",
        required=True,
    )
    return holds[longest if number is None else number]


def show_film(visit: Visit, item: Item, checked: Checked, hold: Hold | None, **offers: Any) -> Any:
    """The recording in the player.

    Args:
        offers: what else the player is asked for, as ``posecheck.ui.player.player`` takes it.

    Returns:
        The state of the player.
    """
    reel = reel_address(visit, item, hold)
    with st.container():
        medium = medium_address(visit, item, checked)
    state = player(f"player-{item.id}", reel, medium, **offers)
    if state.unplayable:
        ask_for_copy(item)
    return state
