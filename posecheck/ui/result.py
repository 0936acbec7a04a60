"""The result of one recording: holds, player, findings, and what can be set otherwise or taken away."""

from __future__ import annotations

import streamlit as st

from posecheck.api import Checked
from posecheck.session.summary import Hold
from posecheck.session.wording import pose_text
from posecheck.ui import texts
from posecheck.ui.adjust import show_adjust
from posecheck.ui.cards import show_cards, show_silent
from posecheck.ui.downloads import show_downloads
from posecheck.ui.player import player
from posecheck.ui.reel import readings_of
from posecheck.ui.screening import ask_for_copy, medium_address, reel_address
from posecheck.ui.visits import Item, Visit
from posecheck.words import VIEW_WORDS


def show_result(visit: Visit, item: Item) -> None:
    """Draws the result of an analysed recording."""
    checked = item.judged()
    # Everything keeps its place, whatever there is to say: what moves on a page begins anew.
    head = st.container()
    with head:
        hold = _pick_hold(item, checked)
        _show_head(checked, hold)
    findings, film = st.columns([2, 3], gap="medium")
    with findings:
        if hold:
            show_cards(hold, readings_of(checked, hold), checked.summary.level)
        else:
            show_silent(list(checked.summary.findings))
    with film:
        _show_player(visit, item, checked, hold)
    with st.expander(texts.CHANGED_TITLE, key=f"otherwise-{item.id}"):
        show_adjust(item, hold)
    show_downloads(visit, item, checked)


def _show_head(checked: Checked, hold: Hold | None) -> None:
    if hold:
        st.title(pose_text(hold.setting), anchor=False)
        when = "" if checked.kind == "picture" else f"Held {hold.start_s:.1f} s to {hold.end_s:.1f} s, seen "
        st.caption(f"{when or 'Seen '}{VIEW_WORDS[hold.setting.seen.view]}")
    for message in dict.fromkeys((*checked.recording.notices, *checked.summary.messages)):
        st.warning(message)


def _pick_hold(item: Item, checked: Checked) -> Hold | None:
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


def _show_player(visit: Visit, item: Item, checked: Checked, hold: Hold | None) -> None:
    reel = reel_address(visit, item, hold)
    with st.container():
        medium = medium_address(visit, item, checked)
    if player(f"player-{item.id}", reel, medium).unplayable:
        ask_for_copy(item)
