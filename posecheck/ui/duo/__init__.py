"""The duo component: two recordings side by side, moved by one set of controls from the start of their holds on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from streamlit.components.v2 import component

from posecheck.ui import texts

_UI = Path(__file__).parents[1]
_SCRIPTS = ("player/parts.js", "player/playback.js", "duo/deck.js", "duo/duo.js")
_STYLES = ("player/player.css", "duo/duo.css")

_duo = component(
    "posecheck_duo",
    js="\n".join((_UI / name).read_text("utf-8") for name in _SCRIPTS),
    css="\n".join((_UI / name).read_text("utf-8") for name in _STYLES),
)


@dataclass(frozen=True, slots=True)
class Deck:
    """What is shown on one side.

    Attributes:
        label: "Before", "Left".
        name: of the recording.
        told: when it is held, and from where it was seen.
        reel: address of what ``posecheck.ui.reel`` gives of the hold; a new one is fetched anew.
        media: address of a video or picture; None draws the landmarks alone.
    """

    label: str
    name: str
    told: str
    reel: str
    media: str | None


def duo(decks: Sequence[Deck]) -> Any:
    """Shows two recordings.

    Returns:
        The component's state: ``unplayable`` is the address of a medium that this browser can't show.
    """
    data = {"decks": [asdict(deck) for deck in decks], "words": texts.DUO}
    return _duo(key="duo", data=data, on_unplayable_change=lambda: None)
