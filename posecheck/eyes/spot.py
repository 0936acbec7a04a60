"""Looks for the printed card at some moments of a source, and seldom where nobody wears one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from posecheck.body.body import Array, Body
from posecheck.body.worn import Shown, Worn
from posecheck.eyes.card import CardState, find_card
from posecheck.eyes.look import LOOKS_HZ

#: After so many looks in a row without a card only each so-and-so-many-eth is worth its 40 ms.
EMPTY_LOOKS, SELDOM = 6, 8

_SHOWN = {CardState.NOT_SEEN: Shown.NOTHING, CardState.PARTLY_HIDDEN: Shown.PARTLY, CardState.FOUND: Shown.WHOLE}


class CardSpotter:
    """Looks for the card at the moments of one source, as often as a ``Looker`` looks at the hips."""

    def __init__(self) -> None:
        self._next_s = -np.inf
        self._empty = 0

    def __call__(self, pixels: Array, body: Body) -> Body:
        """The moment with what was seen of the card in its picture ``(H, W, 3)`` uint8 RGB, or as it is."""
        now_s = float(body.time_s)
        if now_s < self._next_s - 1e-9 or not body.seen:
            return body
        card = find_card(pixels, body)
        self._empty = self._empty + 1 if card.state is CardState.NOT_SEEN else 0
        self._next_s = now_s + (SELDOM if self._empty >= EMPTY_LOOKS else 1) / LOOKS_HZ
        shown = np.array(float(_SHOWN[card.state]))
        return replace(body, card=Worn(shown, card.rotation, card.centre_m).as_stored())
