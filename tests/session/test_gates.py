"""Gates on bodies whose scene is known: somebody else, somebody in the way, a silhouette."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import bodies
import numpy as np
import pytest

from posecheck import words
from posecheck.body.body import Body
from posecheck.body.recording import Recording, load_recording, save_recording
from posecheck.body.scene import Scene
from posecheck.poses import POSES
from posecheck.session.gates import SILHOUETTE, backlit, overlapped, person_of, strange, without_bystanders
from posecheck.session.session import Session
from posecheck.session.summary import Summary

CLIP = bodies.as_delivered(bodies.clip(bodies.standing(pelvis_obliquity_deg=6.0), 6.0))


def scene(clip: Body = CLIP, **values: object) -> Body:
    """The clip with one lively person in good light, except for what is said."""
    usual = {"people": 1.0, "pictures": 0.0, "who": 0.0, "left": np.nan, "changed": 0.0, "close": 0.0, "light": 1.0}
    arrays = {name: np.broadcast_to(value, clip.time_s.shape) for name, value in (usual | values).items()}
    return replace(clip, scene=Scene(**arrays).as_stored())


def at(*spans: tuple[float, float]) -> np.ndarray:
    """1 at the moments within these times, else 0."""
    return np.sum([(CLIP.time_s >= start) & (CLIP.time_s < end) for start, end in spans], axis=0).astype(float)


def summary(clip: Body) -> Summary:
    session = Session(POSES["tadasana"])
    session.feed(clip)
    return session.summary()


def reasons(clip: Body) -> set[str | None]:
    return {finding.reason for finding in summary(clip).findings}


def test_one_person_is_measured_as_before() -> None:
    plain, told = summary(CLIP), summary(scene())
    assert [repr(f.value) for f in told.findings] == [repr(f.value) for f in plain.findings]
    assert not (strange(scene()) | overlapped(scene()) | backlit(scene())).any()
    assert not (strange(CLIP) | overlapped(CLIP) | backlit(CLIP)).any(), "an older recording knows no scene"


def test_moments_of_somebody_else_and_about_the_change_are_shut() -> None:
    who = at((2.0, 3.0))
    shut = strange(scene(who=who, changed=np.abs(np.diff(who, prepend=0.0))))
    assert shut[CLIP.time_s < 1.45].sum() == 0
    assert shut[(CLIP.time_s > 1.55) & (CLIP.time_s < 3.45)].all()
    assert shut[CLIP.time_s > 3.55].sum() == 0


def test_a_silhouette_says_what_would_help() -> None:
    assert reasons(scene(light=SILHOUETTE - 0.01)) == {words.BACKLIT}
    assert words.BACKLIT not in reasons(scene(light=SILHOUETTE + 0.01))


def test_two_who_overlap_are_not_measured() -> None:
    assert reasons(scene(people=2.0, close=1.0)) == {words.OVERLAPPED}


def test_who_walks_behind_costs_some_moments_only() -> None:
    told = summary(scene(people=1.0 + at((2.0, 3.0)), close=at((2.0, 3.0))))
    (series, *_) = told.series
    assert np.isnan(series.value[at((1.6, 3.4)) > 0]).all()
    assert np.isfinite(series.value[at((0.0, 1.4), (3.6, 6.0)) > 0]).all()
    assert np.isfinite(told.findings[0].value)


def test_a_hold_ends_where_another_takes_the_place() -> None:
    tilted = bodies.clip(bodies.standing(pelvis_obliquity_deg=6.0), 3.0)
    level = bodies.clip(bodies.standing(pelvis_obliquity_deg=-6.0), 3.0)
    both = bodies.joined(tilted, level)
    changed = np.arange(len(both)) == len(tilted)
    told = summary(scene(both, who=np.repeat([0.0, 1.0], len(tilted)), changed=changed, people=2.0))
    first, second = (hold.findings[0].value for hold in told.holds)
    assert first > 3.0 > -3.0 > second


def changes(who: np.ndarray) -> np.ndarray:
    return (np.diff(who, prepend=who[0]) != 0).astype(float)


def test_a_bystander_who_was_followed_first_is_not_told_of() -> None:
    who = np.repeat([0.0, 1.0], [40, 20])
    clip = scene(who=who, left=np.where(who == 1.0, 0.0, np.nan), changed=changes(who), people=2.0)
    assert without_bystanders(clip).seen.tolist() == [False] * 40 + [True] * 20
    told = summary(clip)
    assert [hold.start_s for hold in told.holds] == pytest.approx([4.0], abs=0.5)


def test_whoever_is_only_gone_is_still_told_of() -> None:
    who = np.repeat([0.0, 1.0], [40, 20])
    clip = scene(who=who, changed=changes(who))
    assert without_bystanders(clip) is clip


def test_a_passer_by_is_left_and_who_was_there_before_is_not() -> None:
    who = np.repeat([0.0, 1.0, 0.0], 20)
    left = np.repeat([np.nan, 0.0, 1.0], 20)
    seen = without_bystanders(scene(who=who, left=left, people=2.0, changed=changes(who))).seen
    assert seen.tolist() == [True] * 20 + [False] * 20 + [True] * 20


def test_the_person_of_most_of_a_clip() -> None:
    assert person_of(scene(who=np.repeat([0.0, 2.0], [20, 40]))) == 2.0
    assert person_of(CLIP) == -1.0


@pytest.mark.parametrize("name", ["light", "close", "who"])
def test_a_recording_judged_again_is_judged_alike(name: str, tmp_path: Path) -> None:
    clip = scene(**{name: 0.2 if name == "light" else at((1.0, 2.5))})
    save_recording(tmp_path / "a.npz", Recording(clip, "a.mp4", None, float("nan"), 5.0, "none"))
    again, told = summary(load_recording(tmp_path / "a.npz").clip), summary(clip)
    assert [(repr(f.value), f.reason) for f in again.findings] == [(repr(f.value), f.reason) for f in told.findings]


def test_the_mirror_changes_no_gate() -> None:
    clip = scene(who=at((2.0, 3.0)), light=0.2, close=at((4.0, 5.0)))
    for gate in (strange, overlapped, backlit):
        assert (gate(clip.mirrored()) == gate(clip)).all()
