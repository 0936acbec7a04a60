"""The camera component: picture, overlay, sound and readout in the browser; behind it the socket of posecheck.live."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import streamlit as st

from posecheck.body.skeleton import BONES, Landmark
from posecheck.live.words import PAGE

_HERE = files(__package__)

#: One script: those that define come before the one that starts.
_SCRIPTS = ("sound.js", "painter.js", "link.js", "pictures.js", "capture.js", "readout.js", "camera.js")


def _text(*names: str) -> str:
    return "\n".join((_HERE / name).read_text("utf-8") for name in names)


_camera = st.components.v2.component(
    "posecheck_camera", html=_text("camera.html"), css=_text("camera.css"), js=_text(*_SCRIPTS)
)


def camera(token: str, wish: Mapping[str, Any], where: str, drawing: str, intro: list[str]) -> None:
    """Shows the camera.

    Args:
        token: for the socket.
        wish: the round, as ``posecheck.live.rounds.Wish`` reads it.
        where: a sentence on where to place the camera.
        drawing: the same as an inline SVG.
        intro: sentences on how to begin, shown before the camera runs.
    """
    data = {
        "token": token,
        "wish": dict(wish),
        "where": where,
        "drawing": drawing,
        "intro": intro,
        "words": PAGE,
        "bones": [[int(a), int(b)] for a, b in BONES],
        "knees": [int(Landmark.LEFT_KNEE), int(Landmark.RIGHT_KNEE)],
    }
    # "lost" says that the connection was: the page is then drawn anew, with a token that a restarted server knows.
    _camera(key="camera", data=data, on_lost_change=lambda: None)
