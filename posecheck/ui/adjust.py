"""What a person may set otherwise: pose, side, camera tilt, and the thresholds of each check with a scale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from posecheck.body.skeleton import Side
from posecheck.poses import POSES
from posecheck.poses.checks import Band, Check, Pose
from posecheck.session.summary import Hold
from posecheck.ui import texts
from posecheck.ui.cards import unit
from posecheck.ui.choice import Choice
from posecheck.ui.items import Item

_FOUND = "found"


def show_adjust(item: Item, hold: Hold | None) -> None:
    """The controls; what is moved is in ``item.choice`` before the page is drawn again."""
    st.caption(texts.CHANGED_HINT)
    pose, side, roll = st.columns(3)
    keys = [_FOUND, *POSES]
    pose.selectbox(
        "Pose",
        keys,
        format_func=lambda key: "as found" if key == _FOUND else POSES[key].title,
        key=_set(item, "pose", item.choice.pose or _FOUND),
        on_change=_set_pose,
        args=(item,),
    )
    key = item.choice.pose or (hold.pose.key if hold else None)
    shown = POSES[key] if key else None  # with posecheck's own thresholds: the hold's have been moved
    sides = [_FOUND, *Side]
    side.selectbox(
        (shown.working if shown and shown.working else "Side").capitalize(),
        sides,
        format_func=lambda key: "as found" if key == _FOUND else str(key),
        key=_set(item, "side", item.choice.side or _FOUND),
        on_change=_set_side,
        args=(item,),
        disabled=shown is None or shown.side is None,
    )
    roll.number_input(
        "Camera tilt, degrees",
        -45.0,
        45.0,
        None,
        0.5,
        placeholder="as found",
        help=texts.TILT_HINT,
        key=_set(item, "roll", item.choice.camera_roll_deg),
        on_change=_set_roll,
        args=(item,),
    )
    if shown:
        _show_bands(item, shown)
    if item.choice != Choice():
        st.button("Back to posecheck's own", on_click=_reset, args=(item,), key=_key(item, "reset"))


def _key(item: Item, name: str) -> str:
    """Counted up when everything is taken back: widgets of another key begin anew."""
    return f"{name}-{item.id}-{st.session_state.get(f'resets-{item.id}', 0)}"


def _set(item: Item, name: str, value: object) -> str:
    """The key of a widget, which begins with a value. From then on the widget has its own."""
    key = _key(item, name)
    st.session_state.setdefault(key, value)
    return key


def _state(item: Item, name: str) -> object:
    return st.session_state[_key(item, name)]


def _set_pose(item: Item) -> None:
    pose = _state(item, "pose")
    side = item.choice.side if pose == _FOUND or POSES[str(pose)].side else None
    item.choice = replace(item.choice, pose=None if pose == _FOUND else str(pose), side=side)


def _set_side(item: Item) -> None:
    side = _state(item, "side")
    item.choice = replace(item.choice, side=None if side == _FOUND else str(side))


def _set_roll(item: Item) -> None:
    roll_deg = _state(item, "roll")
    item.choice = replace(item.choice, camera_roll_deg=None if roll_deg is None else float(str(roll_deg)))


def _reset(item: Item) -> None:
    item.choice = Choice()
    st.session_state[f"resets-{item.id}"] = st.session_state.get(f"resets-{item.id}", 0) + 1


def _show_bands(item: Item, pose: Pose) -> None:
    columns = st.columns(2, gap="large")
    graded = [check for check in pose.checks if isinstance(check.scale, Band)]
    for number, check in enumerate(graded):
        with columns[number % 2]:
            _show_band(item, pose, check)


def _show_band(item: Item, pose: Pose, check: Check) -> None:
    """One slider where both sides of zero are judged alike, else one for each side."""
    own = check.scale
    assert isinstance(own, Band)
    band = item.choice.band(pose.key, check.key) or own
    for name, (label, get, make) in _sliders(check, own).items():
        key, value = f"{pose.key}.{check.key}.{name}", get(band)
        ends = value if isinstance(value, tuple) else (value,)
        reach = get(own) if isinstance(get(own), tuple) else (get(own),)
        low = min(0.0, *(2.0 * end for end in reach))
        high = max(0.0, *(2.0 * end for end in reach))
        st.slider(
            f"{check.title}: {label}",
            min(low, *ends),
            max(high, *ends),
            step=0.5,
            format="%g" + unit(check).replace("%", "%%"),
            key=_set(item, key, value),
            on_change=_set_band,
            args=(item, pose.key, check, key, make),
        )


def _set_band(item: Item, pose: str, check: Check, key: str, make: Callable[[Band, object], Band]) -> None:
    assert isinstance(check.scale, Band)
    band = make(item.choice.band(pose, check.key) or check.scale, _state(item, key))
    item.choice = item.choice.with_band(pose, check.key, None if band == check.scale else band)


#: Label, what a slider shows of a band, and the band that follows from where it is put.
Slider = tuple[str, Callable[[Band], object], Callable[[Band, object], Band]]


def _sliders(check: Check, own: Band) -> dict[str, Slider]:
    ways = check.ways or ("below", "above")
    if own.clear is None:
        if own.good[0] == -own.good[1]:
            return {"both": (texts.MARKS["one"], lambda b: b.good[1], lambda b, v: replace(b, good=(-v, v)))}
        return {"both": (texts.MARKS["range"], lambda b: b.good, lambda b, v: replace(b, good=v))}
    if own == Band.even(own.good[1], own.clear[1], own.source):
        return {"both": (texts.MARKS["both"], lambda b: (b.good[1], b.clear[1]), lambda b, v: Band.even(*v, b.source))}
    return {
        "low": (
            f"{_plain(ways[0])}, {texts.MARKS['low']}",
            lambda b: (b.clear[0], b.good[0]),
            lambda b, v: replace(b, clear=(v[0], b.clear[1]), good=(v[1], b.good[1])),
        ),
        "high": (
            f"{_plain(ways[1])}, {texts.MARKS['both']}",
            lambda b: (b.good[1], b.clear[1]),
            lambda b, v: replace(b, good=(b.good[0], v[0]), clear=(b.clear[0], v[1])),
        ),
    }


def _plain(way: str) -> str:
    return way.replace("{side}", "working side's").replace("{other}", "other side's")
