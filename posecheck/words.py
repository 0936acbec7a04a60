"""What posecheck says, in one place: verdicts, sides, views, and why it can't tell.

The titles and remedies of each check stand beside its numbers, in the pose's own file. No word here or
there names a condition, calls anybody normal or abnormal, or predicts an injury; a test reads them all.
"""

from __future__ import annotations

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
SEVERAL = "More than one person is in the picture, and the answers may mix them: film one at a time."
TOO_SMALL = "You are too small in the picture: bring the camera closer."
CUT_OFF = "Part of the body is outside the picture: move back until all of it is in view."
SWAPPED = "Left and right may be mixed up in the picture: turn to face the camera squarely, with more light."
NO_SIDE = "It is not clear which leg is the {working}: say so with --side left or --side right."
HIDDEN = "The picture does not show this here."
TOO_WIDE = "Within its margin it may be good or off."
_LIKELY = "Likely {verdict} ({share:.0f} %), but within its margin it may be {other}."
BETWEEN = "It lies too near a border between two places to name one."
UNLEVELLED = "The margin is wide because nothing shows how level the camera stands: give --camera-roll."
CARD_HIDDEN = "The card is partly hidden: keep cloth, hair and hands off it, and film from where all of it is seen."
MOVING = "Hold still for a few seconds: there is too little to measure."


def wrong_view(seen: View, wanted: list[View]) -> str:
    """Why a check can't answer from the view it has, and which views to take instead."""
    ways = " or ".join(dict.fromkeys(VIEW_WORDS[view] for view in wanted[:2]))
    return f"Seen {VIEW_WORDS[seen]}: film {ways} for this."


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


def than(pose_key: str) -> str:
    """What follows a value that is a change from another pose of the same person."""
    return f" than in your own {pose_key.replace('_', ' ').capitalize()}"


def by(source: str | None) -> str:
    """What follows a value that was read in a way worth mentioning: by the printed card; else nothing."""
    return ", by the card" if source == "card" else ""


def not_held(pose: Pose | None, titles: list[str]) -> str:
    """The message when no hold was found."""
    if pose is None:
        return f"None of {', '.join(titles)} was found held in it. If it shows one of them, name it with --pose."
    return f"{pose.title} was not found held still in it. Hold it for two seconds or more, with the whole body in view."


def unsure_pose(title: str, other: str | None) -> str:
    """The message when the pose was recognised without certainty."""
    rather = f", perhaps {other}" if other else ""
    return f"It looks most like {title}{rather}, but that is not certain: name the pose with --pose to be sure."


def unlike(title: str) -> str:
    """The message when the named pose is not what the picture looks like."""
    return f"This does not look much like {title}. It was measured as {title} because you said so."
