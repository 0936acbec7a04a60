"""Timelines: points by date, changes as the comparison tells them, left against right, and what is kept of it."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from shelves import film, put
from sqlalchemy import event

from posecheck.api import compare
from posecheck.body.recording import load_recording, save_recording
from posecheck.errors import LibraryError
from posecheck.library.facts import Client, Difference, Series
from posecheck.library.library import Library
from posecheck.library.work import Worker

DAY = date(2025, 1, 6)
TILT = "pelvis_obliquity_deg"


def again(path: Path, seed: int) -> Path:
    """The same person filmed again: the same body with another jitter of a pixel."""
    recording = load_recording(path)
    image = recording.clip.image + np.random.default_rng(seed).normal(0.0, 0.3, recording.clip.image.shape)
    target = path.with_name(f"again{seed}.npz")
    save_recording(target, replace(recording, clip=replace(recording.clip, image=image)))
    return target


@pytest.fixture
def visits(library: Library, client: Client, tmp_path: Path) -> list[str]:
    """Three dates: level, as good as level, and clearly tilted; brought in in another order."""
    level, tilted = film("tadasana_level", tmp_path), film("tadasana_tilted", tmp_path)
    paths = {0: level, 7: again(level, 1), 14: tilted}
    ids = {day: put(library, client, paths[day], filmed_on=DAY + timedelta(day)).recording.id for day in (14, 0, 7)}
    return [ids[day] for day in (0, 7, 14)]


def series(library: Library, client: Client, check: str = TILT) -> Series:
    """One check over dates."""
    (found,) = (one for one in library.timeline.of(client.id) if (one.pose, one.check) == ("tadasana", check))
    return found


def test_points_come_by_date_with_their_margins(library: Library, client: Client, visits: list[str]) -> None:
    told = series(library, client)
    assert (told.form, told.side, told.unit) == (None, None, "deg")
    assert [point.recording_id for point in told.points] == visits
    assert [point.filmed_on for point in told.points] == [DAY, DAY + timedelta(7), DAY + timedelta(14)]
    for point, recording_id in zip(told.points, visits, strict=True):
        (finding,) = (f for f in library.results.checked(recording_id).summary.findings if f.check.key == TILT)
        assert (point.value, point.margin) == (finding.value, finding.margin)
        assert point.verdict == finding.verdict.value


def test_changed_is_said_where_the_comparison_says_so(library: Library, client: Client, visits: list[str]) -> None:
    told = series(library, client)
    assert [one.trend for one in told.steps] == ["within_margin", "worse"]
    assert told.whole
    assert told.whole.trend == "worse"
    assert abs(told.steps[0].value) < told.steps[0].margin
    assert told.steps[1].value > told.steps[1].margin
    pairs = zip((*told.steps, told.whole), ((0, 1), (1, 2), (0, 2)), strict=True)
    for one, (before, after) in pairs:
        checked = [library.results.checked(visits[n]) for n in (before, after)]
        (change,) = (c for c in compare(*checked).pairs[0].changes if c.check.key == TILT)
        assert (one.value, one.margin, one.trend) == (change.value, change.margin, change.trend.value)
        assert (one.before, one.after, one.pairing) == (visits[before], visits[after], "times_apart")


def test_what_was_compared_once_is_not_compared_again(
    library: Library, client: Client, visits: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = library.timeline.of(client.id)
    monkeypatch.setattr("posecheck.library.timeline.compare_films", None)
    asked: list[str] = []
    event.listen(library.store.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    assert repr(library.timeline.of(client.id)) == repr(first)
    assert len(asked) < 8
    library.timeline.sides(client.id)


def test_other_dates_put_a_timeline_in_another_order(library: Library, client: Client, visits: list[str]) -> None:
    library.recordings.change(visits[2], filmed_on=DAY - timedelta(1))
    told = series(library, client)
    assert [point.recording_id for point in told.points] == [visits[2], *visits[:2]]
    assert [one.trend for one in told.steps] == ["better", "within_margin"]


def test_a_removed_recording_leaves_the_timeline(library: Library, client: Client, visits: list[str]) -> None:
    library.timeline.of(client.id)
    library.recordings.remove(visits[1])
    told = series(library, client)
    assert [point.recording_id for point in told.points] == [visits[0], visits[2]]
    assert [one.trend for one in told.steps] == ["worse"]
    assert told.whole == told.steps[0]


def test_one_recording_has_points_and_no_changes(library: Library, client: Client, tmp_path: Path) -> None:
    put(library, client, film("tadasana_level", tmp_path))
    told = series(library, client)
    assert (len(told.points), told.steps, told.whole) == (1, (), None)
    assert library.timeline.of(library.clients.add("nobody yet").id) == ()


def test_what_cannot_be_told_is_a_point_without_a_number(library: Library, client: Client, visits: list[str]) -> None:
    hands = series(library, client, "hands_obliquity_deg").points[0]
    assert math.isnan(hands.value) == (hands.source is None)
    assert hands.verdict == "cant_tell"


def test_left_is_compared_with_right_on_the_same_day(library: Library, client: Client, tmp_path: Path) -> None:
    left, right = film("tree_left", tmp_path), film("tree_right_drop", tmp_path)
    one = put(library, client, right, filmed_on=DAY).recording.id
    assert library.timeline.sides(client.id) == ()
    other = put(library, client, left, filmed_on=DAY).recording.id
    told = library.timeline.sides(client.id)
    assert {(d.pairing, d.before_side, d.after_side) for d in told} == {("sides_apart", "left", "right")}
    assert {(d.before, d.after) for d in told} == {(other, one)}
    holds = [held.pose for held in library.recordings.get(other).holds]
    assert {holds[d.before_hold] for d in told} == {"tree"}
    assert len({d.check for d in told}) == len(told)
    library.recordings.change(one, filmed_on=DAY + timedelta(1))
    assert library.timeline.sides(client.id) == ()


def test_any_two_can_be_compared(library: Library, client: Client, visits: list[str], tmp_path: Path) -> None:
    told = library.timeline.between(visits[2], visits[0])
    (tilt,) = (one for one in told if one.check == TILT)
    assert tilt.trend == "better"
    tree = put(library, client, film("pigeon_rotated", tmp_path)).recording.id
    assert library.timeline.between(visits[0], tree) == ()
    waiting = library.intake.add(client.id, film("tree_left", tmp_path)).recording.id
    with pytest.raises(LibraryError, match="not analysed yet"):
        library.timeline.between(visits[0], waiting)


def test_a_timeline_is_as_the_worker_prepared_it(library: Library, client: Client, visits: list[str]) -> None:
    told: list[Difference] = list(series(library, client).steps)
    for recording_id in visits:
        library.queue.again(recording_id)
    Worker(library).run()
    fresh = series(library, client).steps
    assert [(one.value, one.margin) for one in fresh] == [(one.value, one.margin) for one in told]
