"""The player component: a recording, what was seen drawn over it, and its charts, all by one clock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from streamlit.components.v2 import component

from posecheck.ui import texts

_HERE = Path(__file__).parent
_FILES = ("parts.js", "playback.js", "chart.js", "correct.js", "player.js")

_player = component(
    "posecheck_player",
    js="\n".join((_HERE / name).read_text("utf-8") for name in _FILES),
    css=(_HERE / "player.css").read_text("utf-8"),
)


def player(
    key: str,
    reel: str,
    media: str | None,
    *,
    correct: bool = False,
    notes: bool = False,
    seek: tuple[int, float] | None = None,
) -> Any:
    """Shows a recording.

    Args:
        key: one for each recording.
        reel: address of what ``posecheck.ui.reel`` gives; a new one is fetched anew.
        media: address of a video or picture; None draws the landmarks alone.
        correct: offers to put landmarks right by hand.
        notes: offers to note something about the picture on show.
        seek: goes to a time in seconds, once for each number that stands before it.

    Returns:
        The component's state: ``unplayable`` is the address of a medium that this browser can't show; ``corrected``
        a landmark that was put elsewhere: its ``time_s``, the name of the ``landmark``, and where it is put: ``image``,
        in pixels of the recording; ``noted`` the time in seconds that something is to be noted about.
    """
    data = {"reel": reel, "media": media, "words": texts.PLAYER, "correct": correct, "notes": notes}
    data |= {"seek_id": seek[0], "seek_s": seek[1]} if seek else {}
    return _player(
        key=key,
        data=data,
        on_unplayable_change=lambda: None,
        on_corrected_change=lambda: None,
        on_noted_change=lambda: None,
    )
