"""The first page: what posecheck answers, the ways in, and examples for somebody without a camera."""

from __future__ import annotations

import streamlit as st

from posecheck.poses import POSES
from posecheck.ui import bundled, cookie, pages, texts
from posecheck.ui.pages import check


def page() -> None:
    """Draws the page."""
    st.title("posecheck", anchor=False)
    said, shown = st.columns([3, 2], gap="large", vertical_alignment="center")
    with said:
        for question in texts.QUESTIONS:
            st.header(question, anchor=False)
        st.markdown(texts.PROMISE)
    shown.image(bundled.picture(), alt=texts.PICTURE, width="stretch")
    _show_ways()
    _show_examples()


def _show_ways() -> None:
    there = {name: module for name, module in pages.modules().items() if name in texts.WAYS}
    for column, (name, module) in zip(st.columns(len(there)), there.items(), strict=True):
        title, sentence = texts.WAYS[name]
        with column.container(border=True, height="stretch"):
            st.page_link(module.PAGE, label=f":primary[**{title}**]")
            st.markdown(sentence)


def _show_examples() -> None:
    st.markdown(texts.NO_CAMERA)
    columns = st.columns(len(bundled.SAMPLES))
    for column, pose in zip(columns, bundled.SAMPLES, strict=True):
        if column.button(POSES[pose].title, key=f"example-{pose}", width="stretch"):
            visit = cookie.visit()
            st.session_state[check.CHOSEN] = visit.add(bundled.sample(pose)).id
            st.switch_page(check.PAGE)


PAGE = st.Page(page, title="Start", icon=":material/home:", url_path="start", default=True)
