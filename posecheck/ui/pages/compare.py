"""Compare two: before and after, or left and right, side by side, and what has really changed."""

from __future__ import annotations

import streamlit as st

from posecheck import words
from posecheck.api import compare
from posecheck.errors import InputError
from posecheck.report.comparison import to_json
from posecheck.session.compare import Comparison, Pair
from posecheck.session.summary import Hold
from posecheck.session.wording import pose_text
from posecheck.ui import bundled, cookie, texts
from posecheck.ui.changes import counts, show_changes
from posecheck.ui.duo import Deck, duo
from posecheck.ui.items import Item
from posecheck.ui.pages.check import names
from posecheck.ui.progress import ready
from posecheck.ui.screening import ask_for_copy, medium_address, reel_address
from posecheck.ui.uploader import uploader
from posecheck.ui.visits import Visit

#: Where the page remembers which recordings are compared; the second may be ``SAME``: the first, with itself.
FIRST, SECOND, SAME = "compare_first", "compare_second", ""

#: Where it keeps what it compared last, and of what.
_COMPARED = "compared"


def page() -> None:
    """Draws the page."""
    visit = cookie.visit()
    # What is above and around the uploader stays the same: moved, it would begin anew and lose what is on its way.
    head = st.container()
    if not visit.items:
        head.title(texts.COMPARE_TITLE, anchor=False)
    taking, choosing = st.columns(2, gap="medium", vertical_alignment="center")
    with taking:
        arrived = uploader(visit.token)
    if arrived in visit.items:
        _take(visit, arrived)
    if not visit.items:
        choosing.markdown(texts.COMPARE_HINT)
        if st.button(texts.COMPARE["example"]):
            st.session_state[FIRST], st.session_state[SECOND] = (visit.add(s).id for s in bundled.before_after())
            st.rerun()
        st.caption(texts.KEPT)
        return
    with choosing:
        items = _pick(visit)
    done = [ready(item) for item in items]  # each says how far it is
    if all(done):
        show(visit, items)


def _take(visit: Visit, arrived: str) -> None:
    """What has just arrived is compared with the last one."""
    state = st.session_state
    others = [item for item in visit.items if item != arrived]
    if others:
        state[FIRST] = state[SECOND] if state.get(SECOND) in others else others[-1]
    state[SECOND] = arrived if others else SAME


def _pick(visit: Visit) -> list[Item]:
    state, ids, named = st.session_state, list(visit.items), names(visit)
    if state.get(FIRST) not in visit.items:
        state[FIRST] = ids[-2] if len(ids) > 1 and state.get(SECOND) != ids[-2] else ids[-1]
    others = [item for item in ids if item != state[FIRST]]
    if state.get(SECOND) not in (SAME, *others):
        state[SECOND] = others[-1] if others else SAME
    one, other, swap = st.columns([5, 5, 2], gap="small", vertical_alignment="bottom")
    one.selectbox(texts.COMPARE["first"], ids, format_func=named.get, key=FIRST)
    other.selectbox(
        texts.COMPARE["second"], [*others, SAME], format_func={**named, SAME: texts.COMPARE["same"]}.get, key=SECOND
    )
    swap.button(texts.COMPARE["swap"], on_click=_swap, disabled=state[SECOND] == SAME, width="stretch")
    return [visit.items[state[key]] for key in (FIRST, SECOND) if state[key] != SAME]


def _swap() -> None:
    state = st.session_state
    state[FIRST], state[SECOND] = state[SECOND], state[FIRST]


def _compared(items: list[Item]) -> Comparison:
    """What has changed; raises as ``posecheck.api.compare``."""
    holds = _chosen_holds(items)
    of = [(item.id, item.stamp, item.choice) for item in items], holds
    kept = st.session_state.get(_COMPARED)
    if kept is None or kept[0] != of:
        kept = st.session_state[_COMPARED] = of, compare(*(item.judged() for item in items), holds=holds)
    return kept[1]


def _choices(items: list[Item]) -> list[tuple[str, tuple[Hold, ...], str]]:
    """Of both sides of the comparison: what it is called, the holds there are, and where the chosen one is kept."""
    sides = zip(("first", "second"), (items[0], items[-1]), strict=True)
    table = [(name, item.id, item.judged().summary.holds) for name, item in sides]
    return [(texts.COMPARE[name], holds, f"compare_hold-{name}-{id_}-{len(holds)}") for name, id_, holds in table]


def _chosen_holds(items: list[Item]) -> tuple[int, int] | None:
    """The two holds that somebody chose, from 1; None leaves it to posecheck."""
    choices = _choices(items)
    chosen = [st.session_state.get(key) for _, _, key in choices]
    if chosen == [None, None]:
        return None
    first, second = (
        1 if n is None and len(holds) == 1 else n for n, (_, holds, _) in zip(chosen, choices, strict=True)
    )
    return (first, second) if first and second else None


def _offer_holds(items: list[Item]) -> None:
    """Lets somebody choose which two holds are compared, where there is a choice."""
    choices = _choices(items)
    (_, first, _), (_, second, _) = choices
    if sum(one is not other and _kind(one) == _kind(other) for one in first for other in second) < 2:
        return
    with st.popover(texts.COMPARE["holds"]):
        st.markdown(texts.COMPARE["holds_hint"])
        for label, holds, key in choices:
            told = [f"{pose_text(hold.setting)}, {hold.start_s:.1f}-{hold.end_s:.1f} s" for hold in holds]
            st.pills(label, range(1, len(holds) + 1), format_func=lambda n, told=told: told[n - 1], key=key)


def _kind(hold: Hold) -> tuple[str, str | None]:
    return hold.pose.key, hold.setting.form


def show(visit: Visit, items: list[Item]) -> None:
    """Draws what has changed between two analysed recordings, or in one."""
    try:
        found = _compared(items)
    except InputError as error:
        st.info(str(error))
        _offer_holds(items)
        return
    pair = _pick_pair(found)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.title(_title(pair), anchor=False, width="content")
        st.markdown(counts(pair), width="content")
        _offer_holds(items)
    for message in found.messages:
        st.warning(message)
    _show_films(visit, items, pair)
    show_changes(pair)
    st.caption(texts.COMPARE_MARGIN)
    stem = " and ".join(item.path.stem for item in items)
    st.download_button(
        texts.COMPARE["data"], lambda: to_json(found), f"{stem}.json", "application/json", on_click="ignore"
    )


def _title(pair: Pair) -> str:
    """The pose, with its form, and with the side where that is the same."""
    setting = pair.before.setting
    return words.form_title(setting.pose, setting.form) if pair.pairing.sides else pose_text(setting)


def _pick_pair(found: Comparison) -> Pair:
    if len(found.pairs) == 1:
        return found.pairs[0]
    titles = [_title(pair) for pair in found.pairs]
    number = st.pills(
        texts.COMPARE["pair"],
        range(len(titles)),
        default=0,
        format_func=titles.__getitem__,
        key="compare_pair-" + "-".join(titles),
        required=True,
    )
    return found.pairs[number or 0]


def _show_films(visit: Visit, items: list[Item], pair: Pair) -> None:
    decks = []
    for label, hold in zip(texts.COMPARE_LABELS[pair.pairing.sides], (pair.before, pair.after), strict=True):
        item = _shows(items, hold)
        checked = item.judged()
        when = f"held {hold.start_s:.1f} s to {hold.end_s:.1f} s, " if hold.length_s else ""
        told = f"{when}seen {words.VIEW_WORDS[hold.setting.seen.view]}"
        medium = medium_address(visit, item, checked)
        decks.append(Deck(label, item.name, told, reel_address(visit, item, hold), medium))
    unplayable = duo(decks).unplayable
    for item in items:
        if unplayable and f"/{item.id}/source" in unplayable:
            ask_for_copy(item)


def _shows(items: list[Item], hold: Hold) -> Item:
    """The recording that a hold is from."""
    return next(item for item in items if any(hold is one for one in item.judged().summary.holds))


PAGE = st.Page(page, title="Compare two", icon=":material/compare:", url_path="compare")
