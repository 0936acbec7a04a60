"""Sheets for tests: of the bundled samples as they were checked, and of a person without any."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from clips import sample
from terminal import Batch

from posecheck.api import Checked, check_file, judge_again
from posecheck.body.placed import Placed
from posecheck.body.skeleton import Landmark
from posecheck.report import sheet
from posecheck.report.compose import Film, Frame, sheets_of
from posecheck.report.history import Dated, dated
from posecheck.report.pictures import frames_of
from posecheck.report.sheet import Sheet

TODAY = date(2026, 11, 21)


@cache
def _judged(landmarks: Path) -> Checked:
    return check_file(landmarks)


def judged(samples: Batch, name: str) -> Checked:
    """A sample as it was checked, with its film."""
    return replace(_judged(samples.landmarks(name)), path=sample(name), kind="video")


def film(samples: Batch, name: str) -> Film:
    """A sample with its pictures."""
    return Film(judged(samples, name), frames_of(sample(name)))


def history(samples: Batch, dates: int, name: str = "tadasana_tilted") -> list[Dated]:
    """The same recording on earlier dates, three weeks apart, each with the camera said to stand a little otherwise."""
    checked = judged(samples, name)
    rolls_deg = [0.4 * (number % 5) for number in range(1, dates)]
    return [
        dated(TODAY - timedelta(weeks=3 * number), judge_again(checked, camera_roll_deg=roll_deg))
        for number, roll_deg in enumerate(rolls_deg, 1)
    ]


def full(samples: Batch, names: tuple[str, ...] = ("tadasana_tilted",), dates: int = 1, **around: object) -> Sheet:
    """A page with a client, a practice, a note and a correction."""
    frame = Frame(
        filmed_on=TODAY,
        made_on=TODAY,
        client="Änne Müller",
        code="C7",
        practice=sheet.Practice("Praxis am Fluß"),
        notes=(sheet.Note("Breathes freely.", 1.5, "Th", TODAY),),
        corrections=(sheet.Correction(1.2, "left hip", "Th", TODAY),),
    )
    frame = replace(frame, **around)
    films = [film(samples, name) for name in names]
    pose = max((hold for one in films for hold in one.checked.summary.holds), key=lambda hold: hold.length_s).pose.key
    return sheets_of(films, frame, history(samples, dates), pose)[0]


def silent(samples: Batch) -> Sheet:
    """A page on which nothing can be told, without a picture."""
    checked = judge_again(judged(samples, "tadasana_tilted"), pose="side_lying_stretch")
    return sheets_of([Film(checked)], Frame(made_on=TODAY))[0]


def corrected(samples: Batch) -> Sheet:
    """A page about a hold in which both hips were put a little higher and lower by hand, and an earlier date."""
    checked = judged(samples, "tadasana_tilted")
    body = checked.recording.clip[10]
    placed = [
        Placed(float(body.time_s), mark, (float(body.at(mark)[0]), float(body.at(mark)[1]) + down_px))
        for mark, down_px in ((Landmark.LEFT_HIP, -3.0), (Landmark.RIGHT_HIP, 3.0))
    ]
    by_hand = judge_again(checked, placed=placed)
    films = [Film(by_hand, frames_of(sample("tadasana_tilted")))]
    return sheets_of(films, Frame(filmed_on=TODAY, made_on=TODAY), history(samples, 2))[0]
