"""Corrections: the numbers follow, the log stays, and undoing gives back what was."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from shelves import SAMPLES, film, put

from posecheck.api import check_file, judge_again
from posecheck.body.placed import Placed
from posecheck.body.skeleton import Landmark
from posecheck.errors import InputError, LibraryError
from posecheck.library.facts import Client
from posecheck.library.library import Library
from posecheck.library.work import Worker

TILT = "pelvis_obliquity_deg"


@pytest.fixture
def recording(library: Library, client: Client, tmp_path: Path) -> str:
    """An analysed recording."""
    return put(library, client, film("tadasana_level", tmp_path), filmed_on=date(2025, 1, 6)).recording.id


def hips(library: Library, recording: str, at_s: float = 2.0) -> dict[Landmark, tuple[float, float]]:
    """Where the hips are seen."""
    clip = library.results.as_seen(recording).recording.clip
    image = clip.image[int(np.abs(clip.time_s - at_s).argmin())]
    return {mark: (float(image[mark, 0]), float(image[mark, 1])) for mark in (Landmark.LEFT_HIP, Landmark.RIGHT_HIP)}


def lower(library: Library, recording: str, by_px: float) -> list[str]:
    """Puts the left hip lower and the right one where it is; ids of the corrections."""
    seen = hips(library, recording)
    places = {mark: (x, y + (by_px if mark is Landmark.LEFT_HIP else 0.0)) for mark, (x, y) in seen.items()}
    return [library.correct(recording, 2.0, mark, place, "Dana").id for mark, place in places.items()]


def tilt(library: Library, recording: str) -> tuple[float, str | None]:
    """Value and source of the pelvis."""
    (finding,) = (f for f in library.results.checked(recording).summary.findings if f.check.key == TILT)
    return finding.value, finding.source


def test_the_numbers_follow_a_corrected_landmark(library: Library, client: Client, recording: str) -> None:
    seen = hips(library, recording)
    width_px = abs(seen[Landmark.LEFT_HIP][0] - seen[Landmark.RIGHT_HIP][0])
    before = tilt(library, recording)
    lower(library, recording, width_px * math.tan(math.radians(12.0)))
    value, source = tilt(library, recording)
    assert (before[1], source) == ("eyes", "hand") or source == "hand"
    height_px = seen[Landmark.LEFT_HIP][1] - seen[Landmark.RIGHT_HIP][1]
    expected = math.degrees(math.atan2(width_px * math.tan(math.radians(12.0)) + height_px, width_px))
    assert abs(value) == pytest.approx(abs(expected), abs=1.0)
    told = library.recordings.get(recording)
    assert told.corrected
    assert TILT in told.holds[0].by_hand
    (point,) = next(one for one in library.timeline.of(client.id) if one.check == TILT).points
    assert (point.value, point.source) == (value, "hand")
    result = library.results.of(recording)
    assert result
    checks = {check["key"]: check for check in result.data["checks"]}  # type: ignore[attr-defined]
    assert checks[TILT]["method"] == "hand"


def test_it_is_what_judging_again_gives(library: Library, recording: str) -> None:
    seen = library.results.as_seen(recording)
    lower(library, recording, 15.0)
    placed = [Placed(one.time_s, Landmark(one.landmark), one.after) for one in library.corrections(recording)]
    again = judge_again(seen, placed=placed)
    values = [[f.value for f in one.summary.findings] for one in (library.results.checked(recording), again)]
    np.testing.assert_array_equal(*values)


def test_the_log_tells_who_when_from_and_to_and_undoing_gives_back_what_was(library: Library, recording: str) -> None:
    before, pictures = tilt(library, recording), library.results.of(recording)
    where = hips(library, recording)[Landmark.LEFT_HIP]
    first, second = lower(library, recording, 25.0)
    assert library.undo_correction(first, "Eli").undone_by == "Eli"
    library.undo_correction(second, "Eli")
    assert tilt(library, recording) == before
    assert not library.recordings.get(recording).corrected
    log = library.corrections(recording)
    assert [one.id for one in log] == [first, second]
    assert log[0].before == pytest.approx(where)
    assert log[0].after == pytest.approx((where[0], where[1] + 25.0))
    assert (log[0].made_by, log[0].landmark, log[0].holds) == ("Dana", Landmark.LEFT_HIP, False)
    assert log[0].undone_at
    assert log[0].undone_at >= log[0].made_at
    with pytest.raises(LibraryError, match="undone before"):
        library.undo_correction(first)
    again = library.results.of(recording)
    assert again
    assert pictures
    assert again.data == pictures.data


@pytest.mark.parametrize(
    ("time_s", "landmark", "place"),
    [
        (2.0, 99, (1.0, 1.0)),
        (2.0, -1, (1.0, 1.0)),
        (math.nan, 23, (1.0, 1.0)),
        (2.0, 23, (math.inf, 1.0)),
        (2.0, 23, (99999.0, 1.0)),
    ],
)
def test_what_cannot_be_is_refused_and_not_kept(
    library: Library, recording: str, time_s: float, landmark: int, place: tuple[float, float]
) -> None:
    with pytest.raises((InputError, LibraryError)):
        library.correct(recording, time_s, landmark, place)
    assert library.corrections(recording) == ()


def test_a_correction_holds_when_it_is_analysed_again(library: Library, recording: str) -> None:
    lower(library, recording, 25.0)
    before = tilt(library, recording)
    library.queue.again(recording)
    Worker(library).run()
    assert tilt(library, recording) == before
    assert TILT in library.recordings.get(recording).holds[0].by_hand


def test_a_comparison_follows_a_correction(library: Library, client: Client, recording: str, tmp_path: Path) -> None:
    later = put(library, client, film("tadasana_tilted", tmp_path), filmed_on=date(2025, 2, 6)).recording.id
    (before,) = (one for one in library.timeline.between(recording, later) if one.check == TILT)
    lower(library, recording, 25.0)
    (after,) = (one for one in library.timeline.between(recording, later) if one.check == TILT)
    assert after.value != pytest.approx(before.value, abs=1.0)


def test_the_pictures_follow_too(library: Library, client: Client) -> None:
    path = SAMPLES / "tadasana_tilted.mp4"
    recording = put(library, client, path).recording.id
    result = library.results.of(recording)
    assert result
    before = {one.moment: library.results.picture(one.id) for one in result.pictures}
    lower(library, recording, 40.0)
    again = library.results.of(recording)
    assert again
    after = {one.moment: library.results.picture(one.id) for one in again.pictures}
    assert before.keys() == after.keys() == {"best", "worst"}
    assert before != after
    assert len(library.vault.ids()) == 4  # the film, its landmarks, two pictures
    assert check_file(path).summary.holds
