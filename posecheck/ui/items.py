"""Items: recordings as the pages show them, analysed here or read from the library, with all that is made of them."""

from __future__ import annotations

import shutil
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from posecheck.api import Checked, check_file
from posecheck.media.times import frame_times
from posecheck.report.moments import readings_of
from posecheck.session.judge import Readings
from posecheck.session.summary import Hold
from posecheck.ui.choice import Choice, judged
from posecheck.ui.jobs import Job, Report


@dataclass(frozen=True, eq=False)
class Analysed:
    """What was found in a recording, and the times of all its frames (empty where it has no pictures)."""

    checked: Checked
    frame_times_s: list[float]


def analyse(path: Path, report: Report) -> Analysed:
    """The work of a recording's first job.

    Raises:
        PosecheckError: as ``posecheck.api.check_file``.
    """
    checked = check_file(path, on_progress=report)
    return Analysed(checked, [] if checked.kind == "landmarks" else frame_times(path))


@dataclass(eq=False)
class Item:
    """One recording of a visit.

    Attributes:
        path: the recording; a sample or one of the library lies elsewhere than in ``folder``, and stays there.
        folder: what is made of it; removed with it.
        check: the job that analyses it.
        choice: what the person has set otherwise than it was found.
        preview: the job that makes a video this browser can play, where one was asked for.
        drawing: the job that draws on the video, where one was asked for, and what it was asked to draw.
        stamp: what its result rests on, for a recording of the library.
        reels: what players were given, by the number of the hold (-1 is none), and for which choice it was made.
    """

    path: Path
    folder: Path
    check: Job[Analysed]
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    choice: Choice = field(default_factory=Choice)
    preview: Job[Path] | None = None
    drawing: Job[Path] | None = None
    drawn_choice: Choice | None = None
    stamp: tuple[str, ...] = ()
    reels: dict[int, bytes] = field(default_factory=dict)
    reels_of: Choice | None = None
    _judged: tuple[Choice, Checked] | None = None
    _read: dict[int, tuple[Readings, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The recording's file name."""
        return self.path.name

    @property
    def sealed(self) -> bool:
        """Whether its file lies sealed on the disk: no plain copy of it may be made."""
        return getattr(self.path, "seal", None) is not None

    @property
    def jobs(self) -> list[Job]:
        """All jobs that were started for it."""
        return [job for job in (self.check, self.preview, self.drawing) if job]

    def renew(self, found: Analysed, stamp: tuple[str, ...]) -> None:
        """Takes what was found anew; players keep their place."""
        self.check, self.stamp = Job.ended(found), stamp
        self.reels, self.reels_of, self._judged, self._read = {}, None, None, {}

    def judged(self) -> Checked:
        """The analysed recording, judged as the person has chosen."""
        assert self.check.result
        if self._judged is None or self._judged[0] != self.choice:
            found = self.check.result.checked
            self._judged = self.choice, found if self.choice == Choice() else judged(found, self.choice)
            self._read = {}
        return self._judged[1]

    def readings(self, hold: Hold) -> tuple[Readings, ...]:
        """Each check of a hold of ``judged`` over the whole recording, read once."""
        checked = self.judged()
        number = checked.summary.holds.index(hold)
        if number not in self._read:
            self._read[number] = readings_of(checked, hold)
        return self._read[number]

    def error(self, job: Job) -> str:
        """Why a job failed, without the folder that only the server knows."""
        return (job.error or "").replace(f"{Path(self.path).parent}/", "")

    def discard(self) -> None:
        """Stops its jobs and removes its files."""
        for job in self.jobs:
            job.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
