"""``posecheck poses``: what is checked, read from the registry."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from posecheck.poses import POSES
from posecheck.poses.checks import Band, Check, Pose, Verdict
from posecheck.session.methods import views_of
from posecheck.words import VIEW_WORDS


def run_poses() -> int:
    """Prints every pose with its checks. Returns 0."""
    console = Console(highlight=False)
    for pose in POSES.values():
        console.print(Text(f"{pose.title}  (--pose {pose.key})", style="bold"))
        console.print(Text(pose.camera))
        if pose.working:
            console.print(Text(f"--side is the {pose.working}."))
        for check in pose.checks:
            console.print(Padding(_lines(pose, check), (0, 0, 0, 2)))
        console.print()
    return 0


def _lines(pose: Pose, check: Check) -> Text:
    text = Text.assemble((check.title, "bold"), f"  {check.key}\n", ("  Good: ", "dim"), good_range(check))
    text.append("\n  Seen: ", "dim").append(seen_from(pose, check))
    return text.append("; surer with the printed card" if check.card else "", "dim")


def good_range(check: Check) -> str:
    """The good range in words."""
    if check.scale is None or check.informs:
        return "informs only"
    if not isinstance(check.scale, Band):
        return ", ".join(step.title for step in check.scale.steps if step.verdict is Verdict.GOOD)
    low, high = check.scale.good
    ways = check.ways or ("", "")
    if low == -high:
        return f"within {high:g} {check.unit} of zero"
    return f"{low:g} to {high:g} {check.unit}" + (f" (above zero: {plain(ways[1])})" if ways[1] else "")


def plain(way: str) -> str:
    """Words for a sign while no side is known yet."""
    return way.replace("{side}", "that side's").replace("{other}", "the other side's")


def seen_from(pose: Pose, check: Check) -> str:
    """The views that can answer, for the left side working."""
    views = views_of(pose, check)
    if not views:
        return check.why_not or "from no view"
    if len(views) > 6:
        return "from everywhere"
    sided = any("left" in view.value or "right" in view.value for view in views)
    straight = [VIEW_WORDS[v] for v in views if not ("left" in v.value or "right" in v.value)]
    return ", ".join(straight + (["from the side or half from the front"] if sided else []))
