"""A bar for a running job, with a button that stops it."""

from __future__ import annotations

import streamlit as st

from posecheck.ui import texts
from posecheck.ui.jobs import Job


@st.fragment(run_every=0.3)
def show_progress(job: Job, key: str, name: str) -> None:
    """Follows a job; draws the whole page again when it has ended."""
    if not job.active:
        st.rerun()
    st.progress(job.progress or 0.0, texts.analysing(name, job.progress))
    if st.button("Stop", key=f"stop-{key}"):
        job.stop()
        st.rerun()
