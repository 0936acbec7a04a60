"""Compose: from what ``check_file`` gave to the pages of a report, one for each pose."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from posecheck import __version__
from posecheck.api import Checked
from posecheck.poses import POSES
from posecheck.poses.checks import Check, Pose, Steps
from posecheck.report import words
from posecheck.report.accuracy import errors_of
from posecheck.report.history import Dated, contrasts, dated, trends
from posecheck.report.pictures import Frames, frames_of, no_frames, pictures_of
from posecheck.report.scales import bands_text, scale_of
from posecheck.report.sheet import NOBODYS, Correction, Definition, Made, Note, Part, Practice, Row, Sheet
from posecheck.session.setting import Setting
from posecheck.session.summary import Finding, Hold, Stretch
from posecheck.session.wording import told, verdict_words
from posecheck.words import UNITS, VIEW_WORDS


@dataclass(frozen=True, slots=True, eq=False)
class Film:
    """One recording of the day that a page is about.

    Attributes:
        frames: gives its pictures.
    """

    checked: Checked
    frames: Frames = no_frames

    @classmethod
    def of(cls, checked: Checked) -> Film:
        """A recording with the pictures of the file that was checked; landmarks alone have none."""
        if checked.kind == "landmarks":
            return cls(checked)
        return cls(checked, frames_of(checked.path, checked.recording.unmirrored))


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What stands around the findings, the same on every page.

    Attributes:
        code: what stands for the client where no name may be given; the name where it is empty.
        settings: what was set otherwise than it was found: name and value, in words.
        blurred: whether faces are made unrecognisable.
    """

    filmed_on: date | None = None
    made_on: date | None = None
    client: str = ""
    code: str = ""
    practice: Practice = NOBODYS
    notes: tuple[Note, ...] = ()
    corrections: tuple[Correction, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    blurred: bool = False


def sheets_of(
    films: Sequence[Film], frame: Frame, earlier: Sequence[Dated] = (), pose: str | None = None
) -> list[Sheet]:
    """A page for each pose that the recordings of a day show, in the order of the registry.

    Args:
        films: at least one, all of one person and one date.
        earlier: other recordings of the person, of other dates, for the trend.
        pose: key; only the page of this one.

    Returns:
        One page without findings where no hold was found and a pose was named, else none.
    """
    shown = {hold.pose.key for film in films for hold in film.checked.summary.holds}
    shown |= {film.checked.summary.pose.key for film in films if film.checked.summary.pose}
    keys = [key for key in POSES if key in shown and pose in (None, key)]
    return [_sheet(key, films, frame, earlier) for key in keys]


def _sheet(key: str, films: Sequence[Film], frame: Frame, earlier: Sequence[Dated]) -> Sheet:
    here = [film for film in films if _shows(film.checked, key)]
    chosen = _longest(here, key)
    first = here[0].checked
    parts = tuple(_part(film, hold, count, frame.blurred) for film, hold, count in chosen)
    pose = chosen[0][1].pose if chosen else first.summary.pose
    assert pose is not None
    today = [dated(frame.filmed_on, film.checked) for film in here] if frame.filmed_on else []
    messages = [m for film in here for m in (*film.checked.recording.notices, *film.checked.summary.messages)]
    messages += [words.further_holds(count) for _, _, count in chosen if count > 1]
    made_on = frame.made_on or date.today()
    made = Made(__version__, first.recording.model_sha256, made_on, _settings(here, pose, frame))
    return Sheet(
        pose=key,
        title=pose.title,
        made=made,
        filmed_on=frame.filmed_on,
        client=frame.client,
        code=frame.code or frame.client,
        practice=frame.practice,
        files=tuple(film.checked.path.name for film in here),
        parts=parts,
        silent=() if chosen else tuple(row(finding, None) for finding in first.summary.findings),
        trends=trends(pose, today, earlier),
        contrasts=contrasts(key, [film.checked for film in here]),
        notes=frame.notes,
        corrections=frame.corrections,
        definitions=definitions(pose, [hold for _, hold, _ in chosen]),
        messages=tuple(dict.fromkeys(messages)),
    )


def _shows(checked: Checked, key: str) -> bool:
    named = checked.summary.pose
    return any(hold.pose.key == key for hold in checked.summary.holds) or bool(named and named.key == key)


def _longest(films: Sequence[Film], key: str) -> list[tuple[Film, Hold, int]]:
    """Of each side and form the longest hold, left before right, and how many there are."""
    found: dict[tuple[str, str], list[tuple[Film, Hold]]] = {}
    for film in films:
        for hold in film.checked.summary.holds:
            if hold.pose.key == key:
                found.setdefault((hold.side or "", hold.setting.form or ""), []).append((film, hold))
    longest = [(*max(holds, key=lambda one: one[1].length_s), len(holds)) for _, holds in sorted(found.items())]
    return longest


def _part(film: Film, hold: Hold, count: int, blurred: bool) -> Part:
    setting = hold.setting
    rows = tuple(row(*pair, hold) for pair in zip(hold.findings, hold.courses, strict=True))
    return Part(
        title=part_title(setting),
        side=setting.side.value if setting.side else None,
        form=setting.form,
        view=setting.seen.view.value,
        seen=VIEW_WORDS[setting.seen.view],
        file=film.checked.path.name,
        start_s=hold.start_s,
        end_s=hold.end_s,
        held="" if film.checked.kind == "picture" else words.held(hold.start_s, hold.end_s),
        pictures=pictures_of(film.checked, hold, film.frames, blurred),
        rows=rows,
    )


def part_title(setting: Setting) -> str:
    """What works, as "standing leg: left"; empty where both sides do the same."""
    if setting.pose.working is None:
        return ""
    form = f", the {setting.form} leg" if setting.form else ""
    return f"{setting.pose.working}: {setting.side.value if setting.side else words.SIDE_UNCLEAR}{form}"


def row(finding: Finding, course: Stretch | None, hold: Hold | None = None) -> Row:
    """One check of a hold; without a hold it says why it can't be told."""
    check = finding.check
    word, shape = verdict_words(finding)
    by_hand = finding.source == "hand"
    return Row(
        key=check.key,
        title=check.title,
        unit=check.unit,
        value=finding.value,
        margin=finding.margin,
        text=told(replace(finding, source=None) if by_hand else finding, hold.side) if hold else "",
        verdict="measured" if finding.measured else finding.verdict.value,
        word=word,
        shape=shape,
        step=finding.step.name if finding.step else None,
        cue=finding.cue,
        reason=finding.reason,
        method=finding.source,
        source=words.SOURCES.get(finding.source or "", ""),
        by_hand=by_hand,
        against=finding.against,
        course=_course(finding, course) if course else "",
        scale=scale_of(finding, hold.side) if hold else None,
        named=isinstance(check.scale, Steps),
    )


def _course(finding: Finding, course: Stretch) -> str:
    """Nothing for named steps, and where the value is a change from another pose."""
    if isinstance(finding.check.scale, Steps) or finding.against or not math.isfinite(course.spread):
        return ""
    size = f"{course.spread:.1f}{unit_text(finding.check)}"
    return words.course(course.share_good, size) if math.isfinite(course.share_good) else words.spread(size)


def unit_text(check: Check) -> str:
    """What follows a number of a check."""
    return UNITS.get(check.unit, f" {check.unit}")


def definitions(pose: Pose, holds: Sequence[Hold]) -> tuple[Definition, ...]:
    """What each check of a pose is, and how far off it was from the views that it was seen from."""
    return tuple(
        Definition(check.key, check.title, check.meaning, bands_text(check), _trust(check, holds))
        for check in pose.checks
    )


def _trust(check: Check, holds: Sequence[Hold]) -> str:
    sources = {finding.source for hold in holds for finding in hold.findings if finding.check.key == check.key}
    if sources & {"hand", "card"}:  # what was measured is how well the networks read it
        return words.READ_OTHERWISE
    found = [errors for hold in holds if (errors := errors_of(check.key, hold.setting))]
    if not found:
        return words.NOT_MEASURED
    worst = max(found, key=lambda errors: errors.p95)
    if isinstance(check.scale, Steps):
        return words.named_trust(worst.inside, worst.pictures)
    mean, p95 = (f"{size:g}{unit_text(check)}" for size in (worst.mean, worst.p95))
    return words.trust(mean, p95, worst.inside, worst.pictures)


def _settings(films: Sequence[Film], pose: Pose, frame: Frame) -> tuple[tuple[str, str], ...]:
    """What was set, and what the results themselves show of it."""
    settings: Mapping[str, str] = dict(frame.settings)
    if any(film.checked.recording.unmirrored for film in films):
        settings = {**settings, words.SET["mirrored"]: words.TURNED_OVER}
    level = films[0].checked.summary.level
    if level.source == "user" and words.SET["tilt"] not in settings:
        settings = {**settings, words.SET["tilt"]: f"{level.roll_deg:.1f}°"}
    moved = [check.title for check in pose.checks if check.scale != POSES[pose.key].check(check.key).scale]
    if moved:
        settings = {**settings, words.SET["thresholds"]: words.MOVED.format(titles=", ".join(moved))}
    return tuple(settings.items())
