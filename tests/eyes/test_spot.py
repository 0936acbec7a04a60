"""When the card is looked for: often where one is worn, seldom where none is."""

from __future__ import annotations

from dataclasses import replace

import bodies
import cards
import numpy as np
import pytest

from posecheck.body.body import Body
from posecheck.body.skeleton import Landmark as L
from posecheck.body.worn import Shown
from posecheck.eyes import spot
from posecheck.eyes.card import find_card
from posecheck.eyes.spot import EMPTY_LOOKS, SELDOM, CardSpotter

PERSON = bodies.standing()
HIPS = (PERSON.at(L.LEFT_HIP) + PERSON.at(L.RIGHT_HIP)) / 2
TURN = cards.camera("back") @ cards.pelvis(10.0, 5.0) @ cards.worn("back")
BLANK = np.full((cards.SIZE_PX[1], cards.SIZE_PX[0], 3), 120, np.uint8)


def picture(**options: object) -> np.ndarray:
    return cards.draw(TURN, cards.place_at(HIPS, 2.0), **options)  # type: ignore[arg-type]


def watched(spotter: CardSpotter, pixels: np.ndarray, seconds: float, start_s: float = 0.0) -> list[Body]:
    """The person, 12 times a second, in front of one picture."""
    times = start_s + np.arange(round(seconds * 12)) / 12
    return [spotter(pixels, replace(PERSON, time_s=np.array(t))) for t in times]


def looks(moments: list[Body]) -> list[float]:
    return [round(float(body.time_s), 3) for body in moments if body.card.looked]


def test_a_card_that_is_worn_is_looked_for_four_times_a_second() -> None:
    moments = watched(CardSpotter(), picture(), 1.0)
    assert looks(moments) == [0.0, 0.25, 0.5, 0.75]
    assert all(body.card.shown == Shown.WHOLE for body in moments if body.card.looked)


def test_what_is_seen_is_what_the_picture_shows_in_the_digits_of_a_recording() -> None:
    card, body = find_card(picture(), PERSON), CardSpotter()(picture(), PERSON)
    np.testing.assert_array_equal(body.card.rotation, card.rotation.astype(np.float32))
    np.testing.assert_array_equal(body.card.centre_m, card.centre_m.astype(np.float32))


def test_a_part_of_the_card_is_kept_as_such() -> None:
    seen = CardSpotter()(picture(card=cards.sheet(hidden=1)), PERSON).card
    assert seen.shown == Shown.PARTLY
    assert np.isnan(seen.rotation).all()


def test_without_a_card_it_is_soon_looked_for_seldom() -> None:
    times = looks(watched(CardSpotter(), BLANK, 8.0))
    first = [n / 4 for n in range(EMPTY_LOOKS)]
    assert times[:EMPTY_LOOKS] == first
    assert np.diff(times[EMPTY_LOOKS - 1 :]) == pytest.approx(SELDOM / 4)
    assert len(times) > EMPTY_LOOKS + 1


def test_a_card_put_on_later_is_looked_for_often_again() -> None:
    spotter = CardSpotter()
    watched(spotter, BLANK, 4.0)
    times = looks(watched(spotter, picture(), 4.0, 4.0))
    assert times[0] <= 4.0 + SELDOM / 4
    assert np.diff(times) == pytest.approx(0.25)


def test_nobody_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spot, "find_card", lambda *_: pytest.fail("looked"))
    body = CardSpotter()(BLANK, Body.unseen(0.0, cards.SIZE_PX))
    assert not body.card.looked
