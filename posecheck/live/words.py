"""What the live page says: a part of ``posecheck.words``, kept beside what says it; the same tests read it."""

from __future__ import annotations

from posecheck.poses.checks import Pose
from posecheck.words import NO_SIDE, UNLEVELLED

# Cues: short enough to be spoken.

GOOD = "Good. Hold it there."
HOLD = "Hold."
DONE = "Done. {title}: {verdict}{told}."
DEGREES = " degrees"
GIVE_OR_TAKE = "{number}, give or take {margin}"
STOPPED = "Stopped."
DONE_NOTHING = "Done. The pose was not held long enough to tell."
READY = "All set. Raise one hand above your head for a second to start."
NOT_YET = "{title} is not seen yet: come into the pose."
LEFT_POSE = "You have left the pose."
GET_READY = "{title} in {seconds:.0f} seconds."
OTHER_LEG = "Now the other leg."
OWN_ZERO = "First your own {title}: stand still, so that the next pose is compared with it."
NEVER = "{title} was not seen. Check the set-up and start again."

#: Reasons whose sentence speaks of the command line, as somebody before a camera needs them.
INSTEAD = {
    UNLEVELLED: "Nothing shows how level the camera stands: let a door, a window or a corner of the room be in view.",
}
SIDE_UNCLEAR = "It is not clear which leg is the {working}: turn to face the camera squarely."

# Setting up: what is looked at, and what to move.

PARTS = {
    "person": "Whole body",
    "distance": "Distance",
    "facing": "Facing",
    "height": "Camera height",
    "level": "Camera level",
    "light": "Light",
}
MARKS = {"good": ("in order", "✓"), "costs": ("could be better", "▲"), "stops": ("must be put right", "■"),
         "unknown": ("can't tell yet", "?")}  # fmt: skip

WHOLE_BODY = "All of you is in view, and nobody else."
NEAR_ENOUGH = "Near enough."
COME_NEARER = "You are small in the picture: bring the camera closer, as far as all of you stays in view."
FACING_WELL = "Seen {view}."
FACE_LATER = "Told when you are in the pose: it is best seen {wanted}."
HEIGHT_WELL = "The camera stands about {height_m:.1f} m high."
HIGHER = "The camera stands about {height_m:.1f} m high: raise it by about {by_m:.1f} m."
LOWER = "The camera stands about {height_m:.1f} m high: lower it by about {by_m:.1f} m."
HEIGHT_UNKNOWN = "Not known without upright edges in view. Best is {low_m:.1f} to {high_m:.1f} m."
HEIGHT_COSTS = "Turned a little, your hips then look up to {deg:.0f}° tilted."
LEVEL_WELL = "Turned by {roll_deg:.1f}°, which is taken out."
LIGHT_WELL = "Bright enough."
DARK = "It is dark where you stand: more light makes the joints steadier."
BACKLIT = "You stand against the light: light yourself from the front, or close the curtain behind you."

FIRST_ZERO = "{zero}, then {title}"
PLACE_HEIGHT = "{low_m:.1f} to {high_m:.1f} m high"

# The settings beside the camera.

TITLE = "Live"
POSE = "Pose"
OPTIONS = "Options"
HOLD_LENGTH = "Length of a hold, seconds"
LEAD = "Seconds to walk into place"
BOTH_SIDES = "Both sides, one after the other"
OWN_ZERO_FIRST = "First your own {title}, to compare with: surer than the value alone"

INTRO = [
    "Place the camera as drawn, and choose a pose above.",
    "Start the camera. What is not in order for a sure answer is shown at once, with what to move.",
    "Raise one hand above your head for a second, or use the button. What follows: {follows}.",
    "Listen: you are told what to change. A hand, the button or the clock ends a hold; then you get its summary.",
]
INTRO_HOLD = "a hold of {seconds} s"
INTRO_HOLDS = "{holds} holds of {seconds} s"
INTRO_ZERO = "your own {title}, then "

# The page's own sentences, handed to the browser.

PAGE = {
    "start_camera": "Start camera",
    "stop_camera": "Stop camera",
    "start": "Start in {seconds} s",
    "end": "End hold",
    "cancel": "Cancel",
    "again": "Again",
    "camera": "Camera",
    "mirror": "Mirror the picture",
    "sound": "Sound",
    "private": "The pictures stay on this machine; none is kept once you close or stop it.",
    "asking": "Your browser asks whether this page may use the camera: allow it.",
    "loading": "Loading the landmark model.",
    "refused": "The camera is blocked for this page. Allow it beside the address above; it then starts by itself.",
    "missing": "No camera was found. Plug one in; it then starts by itself.",
    "in_use": "Another program is using the camera. Close that program; it then starts by itself.",
    "unplugged": "The camera was unplugged. Plug it in again; it then goes on by itself.",
    "insecure": "Cameras work only on this machine's own address (localhost) or over HTTPS. Open the page there.",
    "lost": "The connection was lost. Trying again.",
    "hidden": "Paused: browsers stop the camera in hidden tabs. Keep this page in front.",
    "slow": "This machine manages {rate} pictures a second. Close other programs for surer answers.",
    "broken": "The camera gives no usable picture. Choose another one.",
    "no_voice": "This browser has no voice: you hear one high beep for good, two low beeps for something to change.",
    "setup": "Set-up",
    "countdown": "Get into the pose",
    "hold": "Hold",
    "summary": "Summary",
    "waiting": "Put right what is marked, then it starts.",
    "no_number": "Can't tell",
    "held": "held {held} of {whole} s",
    "in_good": "{good} s in the good range",
    "best": "Best moment: {title}",
    "worst": "Worst moment: {title}",
    "not_mirrored": "As the camera sees you, not mirrored.",
    "number": "Now",
    "others": "More checks",
    "picture": "Camera picture with your skeleton drawn on it",
    "hand": "Raise one hand above your head for a second: starts, and ends a hold.",
}  # fmt: skip

IN_GOOD = "{title} in the good range, by the middle of its margin: {good} of {whole} s."
BAD_PICTURE = "That is no picture that can be read."
TOO_LARGE = "A picture may have 2 MB at most."
BAD_TIME = "The clock of the page went back: reload it."
BAD_ORDER = "That is nothing this page can do."


def spoken(reason: str, pose: Pose) -> str:
    """Why a check can't be told, for somebody before a camera."""
    if pose.working and reason == NO_SIDE.format(working=pose.working):
        return SIDE_UNCLEAR.format(working=pose.working)
    return INSTEAD.get(reason, reason)


def done(title: str, verdict: str, number: str | None, margin: str | None, way: str | None) -> str:
    """The end of a hold, and what its first check amounts to, to be spoken."""
    size = number or ""
    if number and margin:
        size = GIVE_OR_TAKE.format(number=number, margin=margin.removeprefix("± ").removesuffix("°"))
    told = "".join(f", {part}" for part in (size.replace("°", DEGREES), way) if part)
    return DONE.format(title=title, verdict=verdict, told=told)


def intro(zero: str | None, holds: int, hold_s: float) -> list[str]:
    """How to begin a round of so many holds, after the zero with that title."""
    follows = (INTRO_HOLD if holds == 1 else INTRO_HOLDS).format(holds=holds, seconds=f"{hold_s:.0f}")
    if zero:
        follows = INTRO_ZERO.format(title=zero) + follows
    return [sentence.format(follows=follows) for sentence in INTRO]
