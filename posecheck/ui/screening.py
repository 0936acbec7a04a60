"""Screening: where a player finds what it shows of a recording: the reel of a hold, and a film the browser can play."""

from __future__ import annotations

import hashlib
import json

import streamlit as st

from posecheck.api import Checked
from posecheck.session.summary import Hold
from posecheck.ui import texts
from posecheck.ui.items import Item
from posecheck.ui.jobs import Job, State
from posecheck.ui.preview import make_preview
from posecheck.ui.progress import show_progress
from posecheck.ui.reel import reel
from posecheck.ui.routes import address
from posecheck.ui.visits import Visit


def reel_address(visit: Visit, item: Item, hold: Hold | None) -> str:
    """Where a player finds a hold of an analysed recording; another address when it has changed."""
    checked = item.judged()
    number = checked.summary.holds.index(hold) if hold else -1
    if item.reels_of != item.choice:
        item.reels, item.reels_of = {}, item.choice
    if number not in item.reels:
        assert item.check.result
        made = reel(checked, item.check.result.frame_times_s, hold)
        item.reels[number] = json.dumps(made, allow_nan=False).encode()
    version = hashlib.sha256(item.reels[number]).hexdigest()[:12]
    return f"{address(visit, item, 'reel')}&hold={number}&version={version}"


def medium_address(visit: Visit, item: Item, checked: Checked) -> str | None:
    """Where the recording itself is, or the copy that was made because the browser can't play it; says so.

    Returns:
        None where there is nothing to play: landmarks without pictures, or the copy is not made yet.
    """
    job = item.preview
    if checked.kind == "landmarks":
        return None
    if job is None:
        return address(visit, item, "source")
    if job.active:
        st.caption(texts.PREVIEW)
        show_progress(job, f"preview-{item.id}", item.name)
        return None
    if job.state is not State.DONE:
        st.error(item.error(job) or texts.STOPPED)
        return None
    st.caption(texts.PREVIEWED)
    return address(visit, item, "preview")


def ask_for_copy(item: Item) -> None:
    """Begins the copy of a recording that the browser can't play, unless that was done before, or may not be done."""
    if item.sealed:
        st.info(texts.PREVIEW_SEALED)
    elif item.preview is None:
        item.preview = Job(lambda report: make_preview(item.path, item.folder, report))
        st.rerun()
