"""What the pages say, beside what ``posecheck.words`` says everywhere; the same rules hold for both."""

from __future__ import annotations

# Start

QUESTIONS = (
    "Is your pelvis level in Tadasana and in Tree?",
    "How far does your knee pass behind you in the side-lying stretch?",
    "Does one hip drop or turn in Pigeon?",
)
PROMISE = (
    "posecheck looks at you through one ordinary camera and answers with a number, a side, how sure it is, and one "
    'thing to change. Where one camera cannot show it, it says "can\'t tell". Everything stays on this computer.'
)
PICTURE = "A person in Tadasana with lines drawn on; beside them the words: pelvis level, clearly off, right hip lower."
NO_CAMERA = "Without a camera: look at an example. The people in it are computer models."
#: Page to (title of the way in, what one does there).
WAYS = {
    "live": ("Use my camera", "Take a pose in front of the camera; it tells you while you hold it."),
    "check": ("Check a recording", "A video or a picture: what was right, when, and what to change."),
    "compare": ("Compare two", "Before and after, or left and right: what has really changed."),
}

# Sign-in

SIGN_IN = {
    "title": "posecheck",
    "needed": "Sign in to go on: what you keep here is shown to nobody else.",
    "button": "Sign in",
    "out": "Sign out",
}
SIGN_IN_AGAIN = "You are no longer signed in: load this page anew."
SIGN_IN_LIBRARY = 'Sign-in needs two more libraries: install them with pip install "posecheck[sign-in]".'


def sign_in_with(provider: str) -> str:
    """A way to sign in, among several."""
    return f"Sign in with {provider.capitalize()}"


def sign_in_incomplete(why: str) -> str:
    """What is missing in the settings for signing in."""
    return f"Sign-in is not set up completely: {why}"


# Recordings

CHECK_TITLE = "Check a recording"
CHECK_HINT = (
    "Film with the camera still, about hip high, and the whole body in view: Tadasana and Tree from straight in front, "
    "the side-lying stretch from in front and above, Pigeon from behind. Hold each pose for a few seconds."
)
UPLOADER = {
    "choose": "Choose recordings",
    "drop": "or drop them here: videos, pictures, landmarks (.npz)",
    "waiting": "waiting",
    "cancel": "Cancel",
    "cancelled": "Cancelled.",
    "lost": "The server did not answer: see whether posecheck still runs, then try again.",
    "too_large": "Files up to 2 GB can be checked: cut the recording, or save it smaller.",
}
TOO_LARGE = UPLOADER["too_large"]
DISK_FULL = "The disk has no room for this file: free some space, then try again."
OUT_OF_ORDER = "The file did not arrive as it was sent: try again."
NOT_ALLOWED = "This page is no longer connected to posecheck: load it anew."
GONE = "This recording is no longer here: choose it again."
OUR_FAULT = "Something went wrong inside posecheck; its terminal says what. Try again, or try another recording."
STOPPED = "Stopped. Nothing was kept of it."
KEPT = "Recordings lie in a private folder of this computer until you remove them, close the page, or stop posecheck."

# Result

PLAYER = {
    "player": "Recording. Space plays and pauses, arrows move a second, comma and full stop one picture.",
    "video": "The recording",
    "back": "One picture back",
    "next": "One picture on",
    "play": "Play",
    "pause": "Pause",
    "speed": "Speed",
    "loop": "Repeat the hold",
    "position": "Position",
    "clock": "Time, and which picture of how many",
    "keys": "Space plays · arrows move a second · , and . one picture · click a chart to go there",
    "pick": "Show {title} in the picture",
    "chart": "Over time; the grey band is the margin. The same as a table below.",
    "best": "Best moment",
    "worst": "Furthest off",
    "table": "The charts as a table",
    "time": "Time",
    "gone": "This recording is no longer here: choose it again.",
    "note": "Note this moment",
    "correct": "Correct a point",
    "handles": "Points of the body that can be moved",
    "hint": "Drag a point to the middle of the joint; or go to it with Tab and move it with the arrow keys.",
    "nobody": "Nobody was seen in this picture: go to another one.",
    "placed": "Is this the middle of the {landmark}?",
    "judging": "Judging again with this {landmark} …",
    "keep": "Yes, keep it",
    "discard": "No",
}

# Comparison

COMPARE_TITLE = "Compare two"
COMPARE_HINT = (
    "Hand in two recordings of one pose, from earlier and from today, filmed from the same place; or one that shows "
    "both sides. posecheck says what has changed, and whether that is more than it can be off by."
)
COMPARE = {
    "example": "Look at an example",
    "first": "Before",
    "second": "After",
    "same": "the same recording",
    "swap": "Swap",
    "pair": "Compared",
    "holds": "Choose the holds",
    "holds_hint": "One of each. With none chosen, posecheck takes the longest two that fit each other.",
    "data": "Comparison (JSON)",
}
#: What the holds are called: of two times, of two sides.
COMPARE_LABELS = {False: ("Before", "After"), True: ("Left", "Right")}
#: How many checks have come out how, in the order in which it is told: of two times, of two sides.
COMPARE_COUNTS = {
    False: {
        "better": "{shape} {count} better",
        "worse": "{shape} {count} worse",
        "changed": "{shape} {count} changed",
        "within_margin": "{shape} {count} without a change larger than the margin",
        "cant_tell": "{shape} {count} can't be told",
    },
    True: {
        "better": "{shape} {count} better on the right",
        "worse": "{shape} {count} better on the left",
        "changed": "{shape} {count} different",
        "within_margin": "{shape} {count} without a difference larger than the margin",
        "cant_tell": "{shape} {count} can't be told",
    },
}
COMPARE_MARGIN = (
    "A difference has a margin of its own, often smaller than those of both values: what is misread alike in both "
    "drops out of it. Only a difference beyond its margin is called one."
)
DUO = {
    "player": (
        "Two recordings from the start of their holds. Space plays and pauses, arrows move a second, comma and full "
        "stop one picture."
    ),
    "video": "One of the two recordings",
    "back": "One picture back",
    "next": "One picture on",
    "play": "Play both",
    "pause": "Pause",
    "speed": "Speed",
    "loop": "Repeat the shorter hold",
    "position": "Position in both",
    "into": "{time} s into both holds",
    "ahead": "{time} s before both holds",
    "line": "Measured line:",
    "keys": "Space plays · arrows move a second · , and . one picture",
    "gone": "This recording is no longer here: choose it again.",
}

# Player

PREVIEW = (
    "This browser can't play the file as it is: posecheck makes a copy that it can. The results are of the original."
)
PREVIEW_SEALED = (
    "This browser can't play the file as it is, and of a sealed library no copy is made: try another browser. "
    "The results are complete."
)
PREVIEWED = "You see a copy in a form that this browser can play, without sound; the results are of the original."
NOT_SHOWN = "What this recording can't show"
WHY = "Why to trust this"
CHANGED_TITLE = "Set it otherwise"
CHANGED_HINT = (
    "posecheck finds pose, side and camera tilt by itself, and judges by its own thresholds. Set here what you know "
    "better; the recording is judged anew at once."
)
TILT_HINT = "Degrees the camera is turned clockwise, seen from behind it."
#: What the two marks of a threshold's slider are.
MARKS = {
    "both": "good up to the first mark, clearly off beyond the second",
    "low": "clearly off beyond the first mark, good from the second",
    "one": "good up to",
    "range": "good between the marks",
}
DRAW_HINT = "A video with the lines and findings drawn on it."

SOURCES = {
    "hand": "Read from landmarks that were put right by hand.",
    "card": "Read from the printed card you wear.",
    "eyes": "Read by a network that looks at the hips in the picture.",
    "landmarks": "Read by a network from all 33 body landmarks.",
    "both": "Read by two networks: one looks at the hips in the picture, one at the body landmarks.",
    "plain": "Read from a few body landmarks, corrected for this view.",
}
LEVEL_UNKNOWN = "Nothing shows how level the camera stood: the margin allows for 5 degrees."
LEVEL_USER = "The camera's tilt is taken out as you set it."
LEVEL_EDGES = "The camera's tilt, found from upright edges in the room, is taken out ({roll:.1f} ± {margin:.1f}°)."


def moved(titles: list[str]) -> str:
    """That a result was judged by other thresholds than posecheck's own."""
    return f"Judged by thresholds that you moved: {', '.join(titles)}."


def margin_parts(whole: str, own: str, rest: str) -> str:
    """What a margin is made of."""
    return f"Margin ±{whole}: ±{own} from how well this can be read, ±{rest} from the camera's tilt and your movement."


def thresholds(good: str, clear: str | None, source: str) -> str:
    """By what a value is judged."""
    return f"Good: {good}." + (f" Clearly off: {clear}." if clear else "") + f" These are {source}."


def steady(share: float, spread: str) -> str:
    """How a check went over a hold."""
    return f"In the good range for {100 * share:.0f} % of the hold; it moved by ±{spread}."


def analysing(name: str, share: float | None) -> str:
    """What the progress bar says."""
    return f"Looking at {name}" + ("" if share is None else f": {100 * share:.0f} %")


# How far to trust it

TRUST_TITLE = "How far to trust it"
TRUST = (
    "posecheck gives feedback on a practice; it is not an examination. Every number comes with a margin that is meant "
    "to hold the true value 95 times in 100. It gives a verdict only when the opposite is nearly excluded; else it "
    'says "can\'t tell", and what is likely.'
)
TRUST_HOW = (
    "The numbers below come from rendered people, whose joints are known exactly, and whom posecheck never learned "
    "from. It has not been compared with measurements on real people yet: skin, clothes and light are harder there."
)
TRUST_BETTER = (
    "Film from the place that each pose asks for.",
    "Let doors, windows or corners be in the picture: they show how level the camera stands.",
    "Begin with a few seconds of Tadasana: it is the zero for your pelvis in Tree.",
    "Wear close-fitting clothes, and hold each pose for some seconds.",
)
TRUST_SURER = "What makes it surer"
TRUST_READ = (
    "Each line is one question, seen from one place. "
    '"Off by" compares what posecheck said with the truth. A low share of verdicts means many a "can\'t tell".'
)
TRUST_FOUND = "Does it see which pose, and which side?"
TRUST_OFF = "How far off is it?"
TRUST_REST = "Everything that was measured"
TRUST_COLUMNS = {
    "check": "question",
    "mean": "off by, mean",
    "p95": "off by less than, 95 %",
    "inside": "within the margin",
    "verdicts": "got a verdict",
}
FOUND_COLUMNS = {
    "pose": "pose",
    "clips": "pictures",
    "pose right": "pose right",
    "other pose": "taken for another",
    "none found": "none found",
    "side right": "side right",
}
