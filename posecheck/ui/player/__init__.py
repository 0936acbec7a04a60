"""The player component: a recording, what was seen drawn over it, and its charts, all by one clock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from streamlit.components.v2 import component

from posecheck.ui import texts

_HERE = Path(__file__).parent
_FILES = ("parts.js", "playback.js", "chart.js", "player.js")

_player = component(
    "posecheck_player",
    js="\n".join((_HERE / name).read_text("utf-8") for name in _FILES),
    css=(_HERE / "player.css").read_text("utf-8"),
)


def player(key: str, reel: str, media: str | None) -> Any:
    """Shows a recording.

    Args:
        key: one for each recording.
        reel: address of what ``posecheck.ui.reel`` gives; a new one is fetched anew.
        media: address of a video or picture; None draws the landmarks alone.

    Returns:
        The component's state: ``unplayable`` is the address of a medium that this browser can't show.
    """
    data = {"reel": reel, "media": media, "words": texts.PLAYER}
    return _player(key=key, data=data, on_unplayable_change=lambda: None)
