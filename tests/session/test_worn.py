"""What the session makes of a card: signs of each check, zero, pitch, margins, and what it says of a hidden card."""

from __future__ import annotations

from dataclasses import replace

import bodies
import cards
import numpy as np
import pytest
import seen

from posecheck import words
from posecheck.body.body import Body
from posecheck.body.skeleton import Side
from posecheck.body.worn import Shown, Worn
from posecheck.measure.level import UNKNOWN, Level, from_user
from posecheck.measure.view import View
from posecheck.poses import POSES
from posecheck.poses.checks import CardAngle, CardReading
from posecheck.session.judge import Readings, read
from posecheck.session.prepared import Prepared
from posecheck.session.session import Session
from posecheck.session.setting import Setting, setting_of
from posecheck.session.wording import told
from posecheck.session.worn import ERROR_DEG, MOST_TURN_DEG, OUT_OF_LINE_DEG, read_card, zeros_of

SLOPE_DEG = {"back": 22.0, "front": 5.0}
KNOWN = Level(0.0, 0.5, "user", -9.0, 2.0)
ASKEW = cards.about(2, 3.0) @ cards.about(0, -2.0)
OBLIQUITY, TURN = CardReading(CardAngle.OBLIQUITY), CardReading(CardAngle.TURN)


def card(
    length: int,
    turn_deg: float = 0.0,
    obliquity_deg: float = 0.0,
    place: str = "back",
    askew: np.ndarray | None = None,
    pitch_deg: float = -9.0,
    shown: float = Shown.WHOLE,
) -> Worn:
    """Looks at every moment of a clip."""
    on_body = cards.worn(place, askew, SLOPE_DEG[place])
    turn = cards.camera(place, 0.0, pitch_deg) @ cards.pelvis(turn_deg, obliquity_deg) @ on_body
    whole = np.nan if shown != Shown.WHOLE else 1.0
    place_m = np.array([0.0, 0.0, 2.0])
    return Worn(
        np.full(length, float(shown)), np.tile(turn, (length, 1, 1)) * whole, np.tile(place_m, (length, 1)) * whole
    )


def clip(worn: Worn) -> Body:
    return replace(Body.unseen(np.arange(len(worn.shown)) / 12, cards.SIZE_PX), card=worn)


def value_and_own(
    reading: CardReading, worn: Worn, level: Level = KNOWN, view: View = View.BACK, zero: Worn | None = None
) -> tuple[float, float]:
    told = read_card(reading, clip(worn), zero, level, view, np.ones(len(worn.shown), bool))
    assert told is not None
    return float(np.median(told.value)), float(np.median(told.own))


def silent(reading: CardReading, worn: Worn, level: Level = KNOWN, view: View = View.BACK) -> bool:
    return read_card(reading, clip(worn), None, level, view, np.ones(len(worn.shown), bool)) is None


@pytest.mark.parametrize(("place", "view"), [("back", View.BACK), ("front", View.FRONT), ("back", View.BACK_LEFT)])
def test_the_place_follows_from_the_view(place: str, view: View) -> None:
    value, _ = value_and_own(OBLIQUITY, card(6, 8.0, 5.0, place), view=view)
    assert value == pytest.approx(5.0, abs=0.1)


@pytest.mark.parametrize("view", [View.LEFT, View.RIGHT, View.UNKNOWN])
def test_other_views_say_nothing(view: View) -> None:
    assert silent(OBLIQUITY, card(6), view=view)


def test_a_turn_is_told_in_line_with_the_camera_only() -> None:
    assert value_and_own(TURN, card(6, 8.0))[0] == pytest.approx(8.0, abs=0.1)
    assert silent(TURN, card(6, 8.0), view=View.BACK_LEFT)
    assert value_and_own(TURN, card(6, 8.0))[1] > np.hypot(OUT_OF_LINE_DEG, 3.0)


def test_the_margin_of_a_drop_grows_with_the_turn_times_what_the_pitch_may_be_off() -> None:
    # none of it where the pelvis is seen squarely; sin(turn) of the pitch's margin in the method's own where turned
    loose = replace(KNOWN, pitch_margin_deg=6.0)
    for turn_deg in (0.0, 25.0, 40.0):
        _, own = value_and_own(OBLIQUITY, card(6, turn_deg), loose)
        part = np.sqrt(own**2 - ERROR_DEG[CardAngle.OBLIQUITY][0] ** 2)
        assert part == pytest.approx(6.0 * np.sin(np.radians(turn_deg)), abs=0.3)


def test_an_unknown_pitch_says_nothing_of_a_pelvis_turned_away() -> None:
    unknown = from_user(0.0)
    assert silent(OBLIQUITY, card(6, MOST_TURN_DEG + 3.0), unknown)
    value, own = value_and_own(OBLIQUITY, card(6, 3.0, 5.0), unknown)
    assert abs(value - 5.0) < own


def test_a_tadasana_takes_out_how_the_card_is_worn() -> None:
    zero = card(5, askew=ASKEW)
    worn = card(6, -8.0, 6.0, askew=ASKEW)
    raw, wide = value_and_own(OBLIQUITY, worn)
    value, own = value_and_own(OBLIQUITY, worn, zero=zero)
    assert abs(raw - 6.0) > 1.5
    assert value == pytest.approx(6.0, abs=0.4)
    assert own < wide


def test_half_of_the_looks_are_not_enough() -> None:
    half = Worn.stack([card(1)[0], card(1, shown=Shown.PARTLY)[0]] * 3)
    assert silent(OBLIQUITY, half)
    more = Worn.stack([card(1)[0], card(1)[0], card(1, shown=Shown.NOTHING)[0]])
    assert not silent(OBLIQUITY, more)


def test_the_zero_is_the_nearest_hold_seen_squarely_at_the_same_place() -> None:
    def hold(pose: str, view: View, start_s: float, obliquity_deg: float, shown: float = Shown.WHOLE):
        bodies_ = clip(card(4, 0.0, obliquity_deg, shown=shown))
        return pose, view, replace(bodies_, time_s=bodies_.time_s + start_s)

    holds = [
        hold("tadasana", View.BACK, 0.0, 1.0),
        hold("tadasana", View.BACK, 10.0, 2.0),
        hold("tadasana", View.FRONT, 14.0, 3.0),
        hold("tadasana", View.BACK_LEFT, 15.0, 4.0),
        hold("tadasana", View.BACK, 16.0, 5.0, Shown.PARTLY),
        hold("pigeon", View.BACK_RIGHT, 17.0, 6.0),
    ]
    found = zeros_of(holds)[5]
    np.testing.assert_array_equal(found["tadasana"].rotation, holds[1][2].card.rotation)
    assert zeros_of(holds[-1:])[0].keys() == set()


# In whole bodies: which check means which way, for each working side.


def from_behind(setting: Setting) -> Setting:
    """The setting as it would be with the camera behind."""
    return replace(setting, seen=replace(setting.seen, view=View.BACK))


def drop_by_card(pose: str, side: Side, obliquity_deg: float) -> Readings:
    """The check of the hip line of a pose, on a sample whose person works with that side and wears a card."""
    sample = seen.sample_of(pose)
    body = seen.clip(sample)[::3]
    body = body if seen.TRUTHS[sample]["side"] in (side.value, None) else body.mirrored()
    body = replace(body, card=card(len(body), 0.0, obliquity_deg))
    check = next(c for c in POSES[pose].checks if c.card and c.card.angle is CardAngle.OBLIQUITY)
    return read(check, Prepared(body, from_behind(setting_of(POSES[pose], body, KNOWN, side))))


@pytest.mark.parametrize(
    ("pose", "side", "sign"),
    [
        ("tadasana", Side.LEFT, 1.0),  # + right hip lower
        ("tree", Side.LEFT, 1.0),  # stands on the left: + the lifted right hip lower
        ("tree", Side.RIGHT, -1.0),
        ("pigeon", Side.LEFT, -1.0),  # left in front: + the left hip lower
        ("pigeon", Side.RIGHT, 1.0),
    ],
)
def test_a_lower_right_hip_has_the_sign_of_the_check(pose: str, side: Side, sign: float) -> None:
    told = drop_by_card(pose, side, 6.0)
    assert told.source == "card"
    assert np.nanmedian(told.value) == pytest.approx(6.0 * sign, abs=0.2)


@pytest.mark.parametrize(("side", "sign"), [(Side.LEFT, -1.0), (Side.RIGHT, 1.0)])
def test_a_right_hip_that_is_ahead_is_forward_of_the_front_leg_where_that_is_the_right_one(
    side: Side, sign: float
) -> None:
    body = replace(bodies.clip(bodies.pigeon(front=side), 1.0), card=card(10, 7.0))
    setting = from_behind(setting_of(POSES["pigeon"], body, KNOWN, side))
    told = read(POSES["pigeon"].check("front_hip_forward_deg"), Prepared(body, setting))
    assert np.nanmedian(told.value) == pytest.approx(7.0 * sign, abs=0.2)


def test_a_hidden_card_is_named_where_nothing_else_can_answer() -> None:
    body = bodies.clip(bodies.pigeon(front=Side.LEFT), 1.0)
    setting = from_behind(setting_of(POSES["pigeon"], body, UNKNOWN, Side.LEFT))
    check = replace(POSES["pigeon"].check("front_hip_drop_deg"), sight=None, lines={})
    hidden = replace(body, card=card(10, shown=Shown.PARTLY))
    told = read(check, Prepared(hidden, setting))
    assert (told.source, told.reason) == (None, words.CARD_HIDDEN)
    assert read(check, Prepared(body, setting)).reason != words.CARD_HIDDEN


def test_a_hidden_card_leaves_the_answer_to_the_other_ways() -> None:
    body = seen.clip("pigeon_back_left")
    hidden = replace(body, card=card(len(body), shown=Shown.PARTLY))
    setting = setting_of(POSES["pigeon"], body, KNOWN)
    check = POSES["pigeon"].check("front_hip_drop_deg")
    one, other = (read(check, Prepared(b, setting)) for b in (body, hidden))
    assert one.source == other.source != "card"
    np.testing.assert_array_equal(one.value, other.value)


# In a real clip: Tadasana, then Pigeon, the card worn askew.

TRUTH = {hold["pose"]: hold["median"] for hold in seen.TRUTHS["pigeon_card_zero"]["holds"]}


def judged(body: Body) -> dict[str, dict[str, object]]:
    session = Session(level=Level(0.0, 0.5, "edges", -1.5, 2.5))
    session.feed(body)
    return {hold.pose.key: {f.check.key: f for f in hold.findings} for hold in session.summary().holds}


def test_tadasana_is_the_zero_of_pigeon_and_says_so() -> None:
    found = judged(seen.clip("pigeon_card_zero"))["pigeon"]
    for key in ("front_hip_drop_deg", "front_hip_forward_deg"):
        finding = found[key]
        assert (finding.source, finding.against) == ("card", "tadasana")
        assert abs(finding.value - TRUTH["pigeon"][key]) <= finding.margin
        assert "by the card" in told(finding, Side.LEFT)
        assert "your own Tadasana" in told(finding, Side.LEFT)


def test_without_the_tadasana_the_card_counts_as_worn_straight() -> None:
    body = seen.clip("pigeon_card_zero")
    found = judged(body[body.time_s > 4.6])["pigeon"]["front_hip_drop_deg"]
    assert (found.source, found.against) == ("card", None)
    assert abs(found.value - TRUTH["pigeon"]["front_hip_drop_deg"]) <= found.margin


def test_a_mirrored_clip_is_told_of_the_other_side() -> None:
    here, there = (
        judged(body)["pigeon"] for body in (seen.clip("pigeon_card_zero"), seen.clip("pigeon_card_zero").mirrored())
    )
    for key in ("front_hip_drop_deg", "front_hip_forward_deg"):
        assert there[key].value == pytest.approx(here[key].value, abs=1e-6)
