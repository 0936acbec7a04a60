"""How far to trust it: what the margins mean, and how far off posecheck was where the truth is known."""

from __future__ import annotations

import streamlit as st

from posecheck.poses import POSES
from posecheck.report.accuracy import document, sections, tables
from posecheck.ui import accuracy, texts


def page() -> None:
    """Draws the page."""
    st.title(texts.TRUST_TITLE, anchor=False)
    st.markdown(texts.TRUST)
    st.markdown(texts.TRUST_HOW)
    st.header(texts.TRUST_SURER, anchor=False)
    st.markdown("\n".join(f"- {way}" for way in texts.TRUST_BETTER))
    first, *others = sections(document())
    found, errors = tables(first.body)[:2]
    st.header(texts.TRUST_OFF, anchor=False)
    st.caption(texts.TRUST_READ)
    pose = st.pills("Pose", list(POSES), default="tadasana", format_func=lambda key: POSES[key].title, required=True)
    st.table(accuracy.error_table(errors, pose or "tadasana"))
    st.header(texts.TRUST_FOUND, anchor=False)
    st.table(accuracy.found_table(found))
    st.header(texts.TRUST_REST, anchor=False)
    for section in (first, *others):
        with st.expander(section.heading):
            st.markdown(section.body)


PAGE = st.Page(page, title="How far to trust it", icon=":material/straighten:", url_path="trust")
