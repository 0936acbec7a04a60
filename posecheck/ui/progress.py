"""How far a recording is: analysed, on the way with a bar and a button that stops it, or why not."""

from __future__ import annotations

import streamlit as st

from posecheck.ui import texts
from posecheck.ui.items import Item
from posecheck.ui.jobs import Job, State

#: How long the button waits for what it stops; it takes a picture or two.
_END_S = 3.0


def ready(item: Item) -> bool:
    """Whether a recording is analysed; says how far it is, or why not, otherwise."""
    job = item.check
    if job.active:
        show_progress(job, item.id, item.name)
    elif job.state is State.FAILED:
        st.error(item.error(job))
    elif job.state is State.STOPPED:
        st.info(f"{item.name}: {texts.STOPPED}")
    return job.state is State.DONE


@st.fragment(run_every=0.3)
def show_progress(job: Job, key: str, name: str) -> None:
    """Follows a job; draws the whole page again when it has ended."""
    if not job.active:
        st.rerun()
    st.progress(job.progress or 0.0, texts.analysing(name, job.progress))
    if st.button("Stop", key=f"stop-{key}"):
        job.stop()
        if job.active:
            job.wait(_END_S)  # drawn while it is still ending, the page would have to be drawn once more
        st.rerun()
