"""Check a recording: hand it in, watch it being looked at, see what was found."""

from __future__ import annotations

import streamlit as st

from posecheck.ui import cookie, texts
from posecheck.ui.items import Item
from posecheck.ui.progress import ready
from posecheck.ui.result import show_result
from posecheck.ui.uploader import uploader
from posecheck.ui.visits import Visit

#: Where the page remembers which recording is looked at.
CHOSEN = "recording"


def page() -> None:
    """Draws the page."""
    visit = cookie.visit()
    # What is above and around the uploader stays the same: moved, it would begin anew and lose what is on its way.
    head = st.container()
    if not visit.items:
        head.title(texts.CHECK_TITLE, anchor=False)
    taking, choosing = st.columns(2, gap="medium", vertical_alignment="center")
    with taking:
        arrived = uploader(visit.token)
    if arrived in visit.items:
        st.session_state[CHOSEN] = arrived
    if not visit.items:
        choosing.markdown(texts.CHECK_HINT)
        st.caption(texts.KEPT)
        return
    with choosing:
        item = _pick(visit)
    if ready(item):
        show_result(visit, item)


def _pick(visit: Visit) -> Item:
    ids = list(visit.items)
    if st.session_state.get(CHOSEN) not in visit.items:
        st.session_state[CHOSEN] = ids[-1]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("Recording", ids, format_func=names(visit).get, key=CHOSEN)
        item = visit.items[st.session_state[CHOSEN]]
        st.button("Remove", key=f"remove-{item.id}", on_click=visit.remove, args=(item.id,), help=texts.KEPT)
    return item


def names(visit: Visit) -> dict[str, str]:
    """What each recording is called, by id: its file name, numbered where two have the same."""
    named: dict[str, str] = {}
    for item in visit.items.values():
        same = sum(other.name == item.name for other in visit.items.values() if other.id in named)
        named[item.id] = f"{item.name} ({same + 1})" if same else item.name
    return named


PAGE = st.Page(page, title="Check a recording", icon=":material/movie:", url_path="check")
