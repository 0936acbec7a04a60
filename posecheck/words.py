"""What posecheck says, in one place: verdicts, sides, views, and why it can't tell.

The titles and remedies of each check stand beside its numbers, in the pose's own file. No word here or
there names a condition, calls anybody normal or abnormal, or predicts an injury; a test reads them all.
"""

from __future__ import annotations

import math

from posecheck.body.skeleton import Landmark
from posecheck.measure.view import View
from posecheck.poses.checks import Check, Pose, Verdict

#: Verdict to (word, shape): the shape says the same without colour.
VERDICT_WORDS: dict[Verdict, tuple[str, str]] = {
    Verdict.GOOD: ("good", "✓"),
    Verdict.SLIGHT: ("a little off", "▲"),
    Verdict.CLEAR: ("clearly off", "■"),
    Verdict.CANT_TELL: ("can't tell", "?"),
}

#: For a check that only informs: there is no good or bad.
MEASURED = ("measured", "•")

#: How units follow a number, where that is not a space and the unit.
UNITS = {"deg": "°", "": ""}

VIEW_WORDS: dict[View, str] = {
    View.FRONT: "from the front",
    View.FRONT_LEFT: "from the front, to your left",
    View.LEFT: "from your left side",
    View.BACK_LEFT: "from behind, to your left",
    View.BACK: "from behind",
    View.BACK_RIGHT: "from behind, to your right",
    View.RIGHT: "from your right side",
    View.FRONT_RIGHT: "from the front, to your right",
    View.ABOVE: "from above",
    View.FRONT_HIGH: "from the front, high up",
    View.BACK_HIGH: "from behind, high up",
    View.HEAD: "from the head end",
    View.FEET: "from the foot end",
    View.UNKNOWN: "from an unclear direction",
}

NOBODY = "Nobody was seen: stand where the whole body is in the picture."
SEVERAL = (
    "More than one person is in the picture: the one nearest to the camera and the middle is measured. "
    "To be sure, film one at a time."
)
PICTURED = "A picture of a person is in view and was left out: turn the camera so that it does not see it."
SOMEBODY_ELSE = "Somebody else was seen in your place: film again with nobody walking through the picture."
OVERLAPPED = "Somebody else is in front of you or behind you: film with nobody overlapping you in the picture."
BACKLIT = (
    "You are dark against a bright background, where front and back look alike: "
    "put a light in front of you, and have no window behind you."
)
UNMIRRORED = "The picture is a mirror image and was turned over before measuring: left and right are your own."
CUT_SHORT = "The analysis of this recording was cut short several times: try again, or look whether it can be played."
STUMBLED = "This recording made posecheck stumble, which is a mistake of ours: analyse it again."
TOO_SMALL = "You are too small in the picture: bring the camera closer."
CUT_OFF = "Part of the body is outside the picture: move back until all of it is in view."
SWAPPED = "Left and right may be mixed up in the picture: turn to face the camera squarely, with more light."
NO_SIDE = "It is not clear which leg is the {working}: say whether it is the left or the right."
HIDDEN = "The picture does not show this here."
TOO_WIDE = "Within its margin it may be good or off."
_LIKELY = "Likely {verdict} ({share:.0f} %), but within its margin it may be {other}."
BETWEEN = "It lies too near a border between two places to name one."
UNLEVELLED = "The margin is wide because nothing shows how level the camera stands: say how far it is turned."
CARD_HIDDEN = "The card is partly hidden: keep cloth, hair and hands off it, and film from where all of it is seen."
MOVING = "Hold still for a few seconds: there is too little to measure."


def landmark(mark: Landmark) -> str:
    """What a landmark is called: "left hip"."""
    return mark.name.lower().replace("foot_index", "toes").replace("_", " ")


def wrong_view(seen: View, wanted: list[View]) -> str:
    """Why a check can't answer from the view it has, and which views to take instead."""
    ways = " or ".join(dict.fromkeys(VIEW_WORDS[view] for view in wanted[:2]))
    return f"Seen {VIEW_WORDS[seen]}: film {ways} for this."


def turn(turn_deg: float, view: View) -> str:
    """How somebody upright turns to be seen from there; + to the left."""
    if abs(turn_deg) > 135.0:
        return f"Turn round, so that the camera sees you {VIEW_WORDS[view]}."
    side = "left" if turn_deg > 0 else "right"
    return f"Turn about {5 * round(abs(turn_deg) / 5)}° to your {side}, so that the camera sees you {VIEW_WORDS[view]}."


def move_camera(view: View, goes_round: bool, height_m: float, raises: bool, closer: bool) -> str:
    """Where to put the camera that sees somebody who lies; ``height_m`` is NaN where it is not known."""
    if not math.isfinite(height_m):
        return f"Film {VIEW_WORDS[view]}."
    height = f"about {height_m:.1f} m"
    if goes_round:
        return f"Film {VIEW_WORDS[view]}: {height} high, tilted down at you."
    bring = ", bring it closer" if closer else ""
    return f"{'Raise' if raises else 'Lower'} the camera to {height}{bring} and tilt it down at you."


def _size(margin: float, unit: str) -> str:
    return f"{margin:.{0 if margin >= 2.0 else 1}f}{UNITS.get(unit, f' {unit}')}"


def gain(title: str, margin: float, margin_now: float, unit: str | None) -> str:
    """What another place of the camera is worth for a check; without a unit it is told in names, not numbers."""
    told = math.isfinite(margin_now)
    if unit is None:
        return f"{title} is then told more surely." if told else f"{title} can then be told."
    if not told:
        return f"{title} can then be told to within about {_size(margin, unit)}."
    return f"{title} is then told to within about {_size(margin, unit)}; now it is {_size(margin_now, unit)}."


#: From this probability on a verdict that can't be given is called likely.
LIKELY = 0.75


def likely(chances: tuple[float, float, float]) -> str:
    """Why there is no verdict, and which one is likely where one is; from the chances of good, slight, clear."""
    best = max(range(3), key=lambda grade: chances[grade])
    if chances[best] < LIKELY:
        return TOO_WIDE
    verdicts = Verdict.GOOD, Verdict.SLIGHT, Verdict.CLEAR
    other = VERDICT_WORDS[Verdict.GOOD][0] if best else "off"
    return _LIKELY.format(verdict=VERDICT_WORDS[verdicts[best]][0], share=100 * chances[best], other=other)


def fill(text: str | None, side: str | None) -> str | None:
    """A sentence with ``{side}`` and ``{other}`` filled in; None stays None."""
    if text is None or side is None:
        return text
    return text.format(side=side, other="right" if side == "left" else "left")


def way(check: Check, value: float, side: str | None) -> str | None:
    """What the sign of a value means, in words ("right hip lower"); None where the check has no such words."""
    return fill(check.ways[value > 0], side) if check.ways else None


def own(pose_key: str, file: str | None = None) -> str:
    """The person's own hold of another pose, in this recording or in a file."""
    return f"your own {pose_key.replace('_', ' ').capitalize()}" + (f" in {file}" if file else "")


def than(pose_key: str, file: str | None = None) -> str:
    """What follows a value that is a change from another pose of the same person."""
    return f" than in {own(pose_key, file)}" if file is None else f", compared with {own(pose_key, file)}"


def zero_less_sure(pose_key: str, file: str) -> str:
    """The message when a stored zero was given and would make nothing surer."""
    return f"Not compared with {own(pose_key, file)}: the value alone is surer."


def zero_elsewhere(pose_key: str, file: str, there: View, here: View) -> str:
    """The message when a stored zero was seen from another side."""
    return (
        f"Not compared with {own(pose_key, file)}: it was seen {VIEW_WORDS[there]}, this {VIEW_WORDS[here]}. "
        "Film both from the same place."
    )


def zero_unasked(pose_key: str, file: str) -> str:
    """The message when a stored zero was given and no check asks for one."""
    return f"Nothing here is compared with {own(pose_key, file)}."


def by(source: str | None) -> str:
    """What follows a value that was read in a way worth mentioning: by the printed card, by hand; else nothing."""
    return {"card": ", by the card", "hand": ", corrected by hand"}.get(source or "", "")


def place_as_well(marks: list[Landmark]) -> str:
    """The reason where only a part of a measured line was put right by hand."""
    names = " and the ".join(mark.name.lower().replace("_", " ") for mark in marks)
    return f"Only a part of it was put right by hand: put the {names} right as well."


def not_held(pose: Pose | None, titles: list[str]) -> str:
    """The message when no hold was found."""
    if pose is None:
        return f"None of {', '.join(titles)} was found held in it. If it shows one of them, say which."
    return f"{pose.title} was not found held still in it. Hold it for two seconds or more, with the whole body in view."


def unsure_pose(title: str, other: str | None) -> str:
    """The message when the pose was recognised without certainty."""
    rather = f", perhaps {other}" if other else ""
    return f"It looks most like {title}{rather}, but that is not certain: say which pose it is to be sure."


def unlike(title: str) -> str:
    """The message when the named pose is not what the picture looks like."""
    return f"This does not look much like {title}. It was measured as {title} because you said so."


def form_title(pose: Pose, form: str | None) -> str:
    """A pose and its form, as in "Side-lying stretch, the top leg"."""
    return pose.title + (f", the {form} leg" if form else "")


# Comparing: what a change amounts to, and why two holds are not compared.

#: Trend to (word, shape), of before and after, and of left and right.
TREND_WORDS: dict[str, tuple[str, str]] = {
    "better": ("better", "✓"),
    "worse": ("worse", "■"),
    "changed": ("changed", "•"),
    "within_margin": ("within margin", "≈"),
    "cant_tell": VERDICT_WORDS[Verdict.CANT_TELL],
}
SIDES_WORDS: dict[str, tuple[str, str]] = TREND_WORDS | {
    "better": ("right better", "▲"),
    "worse": ("left better", "▲"),
    "changed": ("different", "•"),
}


def amount(size: str, way: str | None, towards: bool) -> str:
    """By how much something has changed, and towards or away from which way; without one, more or less."""
    if way is None:
        return f"{size} {'more' if towards else 'less'}"
    return f'by {size}, {"towards" if towards else "away from"} "{way}"'


def neither(good: bool) -> str:
    """What follows a change that is neither better nor worse; ``good``: good before and after."""
    return ", both good" if good else "; whether that is better is not certain"


def within(size: str | None, sides: bool) -> str:
    """That nothing larger than the margin is seen."""
    return (f"{size}: " if size else "") + f"no {'difference' if sides else 'change'} larger than the margin"


def both(before: str, after: str, sides: bool) -> str:
    """Two values side by side; empty is a step that can't be named."""
    names = ("left", "right") if sides else ("before", "after")
    return "; ".join(f"{name} {value or 'not certain'}" for name, value in zip(names, (before, after), strict=True))


def seen_apart(title: str, before: View, after: View) -> str:
    """The message when two holds were seen from different places."""
    return (
        f"{title} was seen once {VIEW_WORDS[before]}, once {VIEW_WORDS[after]}, so the margins are wider: "
        "film both from the same place."
    )


def side_unclear(pose: Pose) -> str:
    """The message when it is not known which sides there are to compare."""
    return f"{pose.title} is not compared: it is not clear which leg is the {pose.working}. Say which."


def held_once(title: str, side: str | None, file: str) -> str:
    """The message when one recording shows nothing to compare a hold with."""
    if side is None:
        return f"{title} is held only once in {file}: name a second recording to compare it with."
    return f"{title} is held only on the {side} side in {file}: show both sides in it, or name a second recording."


SAME_HOLD = "These are one and the same hold: choose two."


def no_such_hold(file: str, number: int, there: int) -> str:
    """The message when somebody asks for a hold that a recording has not."""
    shown = {0: "no hold", 1: "one hold"}.get(there, f"{there} holds")
    return f"There is no hold {number} in {file}, which shows {shown}."


def poses_differ(one: str, other: str) -> str:
    """The message when two holds that were chosen can't be compared."""
    return f"{one} and {other} can't be compared: choose two holds of one pose."


def only_in(title: str, file: str) -> str:
    """The message when a pose is shown in one of two recordings only."""
    return f"{title} is not compared: only {file} shows it."


def unlevelled_in(file: str) -> str:
    """The message when nothing told how level a camera stood."""
    return f"Nothing in {file} shows how level its camera stands: the margins allow for 5 degrees."


def no_hold(file: str) -> str:
    """The message when a recording has nothing to compare."""
    return f"No pose is held still in {file}: there is nothing to compare."


# A long recording that is looked at in several goes.


def _clock(time_s: float) -> str:
    minutes, seconds = divmod(int(time_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def resumed(file: str, time_s: float) -> str:
    """That a recording is not looked at from its beginning, because it was before."""
    return f"{file}: resumed at {_clock(time_s)}, where the last run was stopped."


def stopped(file: str, kept_s: float) -> str:
    """That the work was stopped; ``kept_s`` up to where it is kept, NaN nothing is."""
    left = f"Stopped at {file}; nothing half-written was left behind."
    if not math.isfinite(kept_s):
        return left
    return f"{left} What was seen up to {_clock(kept_s)} is kept: the same command goes on from there."
