"""What a report says beside what ``posecheck.words`` says everywhere; the same rules hold for both."""

from __future__ import annotations

import re
from datetime import date

# Pictures

BEST = "Best moment"
WORST = "Furthest off"
HELD = "While held"
NO_PICTURE = "No picture was kept of this moment."
NO_FACE = "Left out: the face was to be hidden and could not be found for sure."

# Head and foot

TITLE = "posecheck report"
CLIENT = "Client"
FILMED = "Filmed"
FILMED_UNKNOWN = "date not known"
RECORDINGS = "Recording"
FEEDBACK = "Feedback on a practice, measured by one camera. It is not an examination."
HAND = "corrected by hand"
SIDE_UNCLEAR = "not clear which"
HAND_SHAPE = "✎"
PAGE = "Page {page} of {pages}"

# Sections

FINDINGS = "What was found"
TREND = "Over time"
FIRST_POINT = "One date so far: there is nothing to compare yet."
CONTRAST = "Left against right"
NOTES = "Notes"
CORRECTIONS = "Corrected by hand"
CANNOT = "What this recording can't show"
DEFINITIONS = "What the numbers mean, and how far to trust them"
NOTHING = "There is nothing to report: no pose was found. If it shows one, say which."
NO_HOLD = "No hold of the pose was found."
LEGEND = "A mark is the value; the line through it holds the true value 95 times in 100."
CHART_LEGEND = "Bars hold the true value 95 times in 100. No change is named that is within its own margin."
SIDES = {"left": "left", "right": "right", None: ""}
ZEROS_LEGEND = "Neighbours that are not joined count from different zeros: level, or another pose of the same person."
HAND_LEGEND = "Hollow points were corrected by hand."
SIDES_LEGEND = "Left: discs and a full line; right: squares and a dashed line."

HOW_SURE = (
    "Every number comes with a margin (±) that is meant to hold the true value 95 times in 100. A verdict is given "
    'only where the opposite is nearly excluded; else it is "can\'t tell". How far off posecheck was is measured on '
    "rendered people whose joints are known exactly; it has not been compared with measurements on real people yet."
)

# How a value was read

SOURCES = {
    "card": "by the printed card",
    "eyes": "by a network that looks at the hips",
    "landmarks": "by a network from all body landmarks",
    "both": "by two networks, from the hips in the picture and from all body landmarks",
    "plain": "from a few body landmarks",
    "hand": "from landmarks put right by hand",
}

# What made it

VERSION = "posecheck {version}"
MODEL = "landmark model {sha}"
MADE_ON = "made {on}"
SETTINGS = "Set otherwise than it was found"
AS_FOUND = "Pose, side and camera tilt as posecheck found them; its own thresholds."
SET = {"pose": "pose", "side": "side", "tilt": "camera tilt", "thresholds": "thresholds", "mirrored": "mirror image"}
TURNED_OVER = "turned over"
MOVED = "moved for {titles}"


#: Joins what is not to be torn apart at the end of a line.
TIE = "\N{NO-BREAK SPACE}"


def tied(text: str) -> str:
    """A text in which no number is torn from its margin or its unit."""
    return re.sub(r"(?<=\d) (?=%|cm|±)|(?<=±) (?=\d)", TIE, text)


def day(on: date | None) -> str:
    """A date that is read alike everywhere: "21 November 2026"."""
    return FILMED_UNKNOWN if on is None else f"{on.day} {on:%B} {on.year}"


def short_day(on: date) -> str:
    """A date in a chart: "21 Nov 26"."""
    return f"{on.day} {on:%b} {on:%y}"


def sentence(text: str) -> str:
    """A few words as a sentence."""
    return f"{text[:1].upper()}{text[1:]}."


def seen(view: str) -> str:
    """From where somebody was seen."""
    return f"seen {view}"


def held(start_s: float, end_s: float) -> str:
    """When a pose was held."""
    return f"held {start_s:.1f} s to {end_s:.1f} s"


def at(time_s: float) -> str:
    """A moment of a recording."""
    return f"{int(time_s // 60)}:{time_s % 60:04.1f}"


def since(on: date) -> str:
    """What a change counts from."""
    return f"since {short_day(on)}"


def of_either(way: str, working: str) -> str:
    """What a sign means, where both sides are shown in one chart: "front leg's hip lower"."""
    return way.format(side=f"{working}'s", other="other")


def of_form(title: str, form: str | None) -> str:
    """A check's title, with the form that it was held in where the pose has two."""
    return title + (f", the {form} leg" if form else "")


def further_holds(count: int) -> str:
    """That other holds were left out of the page."""
    return f"Of {count} holds on this side the longest is shown."


def course(share: float, spread: str) -> str:
    """How a check went over a hold."""
    return f"in the good range for {100 * share:.0f} % of the hold, moving by ±{spread}"


def spread(size: str) -> str:
    """How a check without a good range went over a hold."""
    return f"moving by ±{size} during the hold"


def trust(mean: str, p95: str, inside: float, pictures: int) -> str:
    """How far off a check was where the truth is known."""
    return (
        f"Off by {mean} on average and less than {p95} in 95 of 100 pictures; "
        f"{100 * inside:.0f} % within the margin ({pictures} pictures of rendered people)."
    )


def named_trust(inside: float, pictures: int) -> str:
    """The same of a check that gives a name instead of a number."""
    return f"Its margin held the truth in {100 * inside:.0f} % of {pictures} pictures of rendered people."


READ_OTHERWISE = "How far off it is when read by hand or by the card was not measured so: see its margin."
NOT_MEASURED = "How far off it is was not measured on its own."


def bands(good: str, clear: str | None, source: str) -> str:
    """By what a value is judged."""
    return f"Good: {good}." + (f" Clearly off: {clear}." if clear else "") + f" Edges: {source}."


def put_right(landmark: str, time_s: float, by: str, on: date | None) -> str:
    """That somebody put a landmark elsewhere."""
    who = f", by {by}" if by else ""
    when = f" on {day(on)}" if on else ""
    return f"{landmark[:1].upper()}{landmark[1:]} put right at {at(time_s)}{who}{when}."


def alt(title: str, text: str) -> str:
    """What a picture shows, for those who do not see it."""
    return f"{title}. The figure and the measured line are drawn on the picture." + (f" {text}." if text else "")


def chart_alt(title: str, told: list[str]) -> str:
    """What a chart shows, for those who do not see it."""
    return f"{title} over dates: " + "; ".join(told) if told else title
