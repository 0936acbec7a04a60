"""Which way a check is read, and what happens where two ways contradict each other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import seen

from posecheck.body.body import Body
from posecheck.body.sight import Sight
from posecheck.measure.level import from_user
from posecheck.measure.view import Posture, Seen, View, view_at
from posecheck.poses import POSES
from posecheck.session import methods
from posecheck.session.judge import read
from posecheck.session.methods import Method, Told, across, errors_of, methods_of, sights_of, views_of, widened
from posecheck.session.prepared import Prepared
from posecheck.session.setting import setting_of

CHECK = POSES["tadasana"].check("pelvis_obliquity_deg")


def standing() -> Body:
    return seen.clip("tadasana_tilted")[::3]


def told(clip: Body):
    setting = setting_of(POSES["tadasana"], clip, from_user(0.0))
    return read(CHECK, Prepared(clip, setting))


def test_the_surest_method_that_has_looked_is_told() -> None:
    clip = standing()
    assert told(clip).source in ("both", "eyes")
    blind = replace(clip, sight=Sight.none((len(clip),)))
    assert told(blind).source == "landmarks"


def test_without_a_table_the_plain_line_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(methods, "trust", lambda *_: None)
    assert told(standing()).source == "plain"


def test_a_contradiction_widens_the_margin_to_where_both_can_be_right() -> None:
    margin = widened(np.array([2.0, 2.0, 2.0, np.nan]), np.array([0.0, 0.0, 0.0, 0.0]),
                     np.array([10.0, 3.0, np.nan, 1.0]), np.array([4.0, 4.0, 4.0, 0.5]))  # fmt: skip
    np.testing.assert_allclose(margin[:3], [6.0, 2.0, 2.0])


def test_eyes_that_contradict_the_landmarks_are_less_sure() -> None:
    clip = standing()
    far = clip.sight.rolled(30.0)
    assert np.nanmedian(told(replace(clip, sight=far)).margin) > 2 * np.nanmedian(told(clip).margin)


def test_a_look_is_believed_for_half_a_second() -> None:
    clip = standing()
    first = np.arange(len(clip)) == int(np.flatnonzero(clip.sight.looked)[0])
    arrays = {n: np.where(first.reshape(-1, *[1] * (a.ndim - 1)), a, np.nan) for n, a in clip.sight.arrays().items()}
    once = replace(clip, sight=Sight.from_arrays(arrays))
    carried = sights_of(once)["eyes"]
    age_s = once.time_s - once.time_s[first][0]
    np.testing.assert_array_equal(carried.looked, (age_s >= 0) & (age_s <= methods.CARRIED_S))


def test_views_come_best_first() -> None:
    for pose in POSES.values():
        for check in pose.checks:
            views = views_of(pose, check)
            assert len(views) == len(set(views))
            forms = pose.form.names if pose.form else (None,)
            best = [min((m.error for f in forms for m in methods_of(pose, check, v, f)), default=np.inf) for v in views]
            least = methods.EQUAL * min(best, default=0.0)
            equal = sum(error <= least for error in best)  # as good as the best: in the order of all views
            assert all(error <= least for error in best[:equal])
            assert views[:equal] == [view for view in View if view in views[:equal]]
            assert best[equal:] == sorted(best[equal:])


def says(value: float, own: float) -> Told:
    return Told(Method("plain", own, None, None), np.array([value]), np.array([own]), np.array([0.0]))


def test_on_a_border_the_wider_margin_is_told_and_the_value_half_way() -> None:
    told = across([(1.0, says(2.0, 3.0)), (1.0, says(4.0, 9.0))])
    assert told.value == pytest.approx([3.0])
    assert told.own == pytest.approx([9.0])


def test_well_within_a_view_its_own_answer_is_told() -> None:
    told = across([(1.0, says(2.0, 3.0)), (1e-6, says(4.0, 9.0))])
    assert told.value == pytest.approx([2.0], abs=1e-4)
    assert told.own == pytest.approx([3.0], abs=1e-4)


def test_a_view_that_says_nothing_at_a_moment_does_not_count_then() -> None:
    silent = replace(says(0.0, 1.0), value=np.array([np.nan]))
    told = across([(1.0, says(2.0, 3.0)), (0.9, silent)])
    assert (told.value, told.own) == (2.0, 3.0)
    assert np.isnan(across([(1.0, silent)]).own)


def cameras(posture: Posture) -> list[Seen]:
    """Cameras on their way around somebody upright, or up over somebody lying, half a degree at a time."""
    if posture is Posture.UPRIGHT:
        return [Seen(view_at(posture, y, np.nan), y, np.nan, 10.0) for y in np.arange(0.0, 370.0, 0.5) % 360 - 180]
    return [Seen(view_at(posture, 5.0, e), 5.0, e, 19.0, 18.0) for e in np.arange(0.0, 85.0, 0.5)]


@pytest.mark.parametrize("sample", ["tadasana_tilted", "tree_right_drop", "pigeon_back_left", "side_lying_above"])
def test_nothing_jumps_where_a_camera_goes_from_one_view_to_the_next(sample: str) -> None:
    clip = seen.clip(sample)[10:12]
    pose = POSES[seen.TRUTHS[sample]["pose"]]
    setting = setting_of(pose, clip, from_user(0.0))
    course = cameras(pose.posture)
    for check in pose.checks:
        if check.over_hold:
            continue
        told = [read(check, Prepared(clip, replace(setting, seen=camera))) for camera in course]
        value, own = (np.array([np.median(getattr(one, part)) for one in told]) for part in ("value", "own"))
        # from one view's margin to twice as much within about 10 deg: a tenth at a step
        assert not (np.abs(np.diff(own)) > 0.1 * own[1:]).any(), check.key
        assert not (np.abs(np.diff(value)) > 0.1 * own[1:]).any(), check.key


def test_near_a_border_no_margin_is_narrower_than_that_of_the_view_it_is_in() -> None:
    clip = standing()
    setting = setting_of(POSES["tadasana"], clip, from_user(0.0))
    for yaw_deg in (-26.0, -19.0, 19.0, 26.0):
        name = view_at(Posture.UPRIGHT, yaw_deg, np.nan)
        near, alone = (
            np.nanmedian(read(CHECK, Prepared(clip, replace(setting, seen=Seen(name, yaw_deg, np.nan, margin)))).margin)
            for margin in (10.0, np.nan)
        )
        assert near >= 0.95 * alone


def test_the_errors_of_a_form_are_those_of_its_methods() -> None:
    pose = POSES["side_lying_stretch"]
    for check in pose.checks:
        for form in pose.form.names if pose.form else ():
            for view, error in errors_of(pose, check, form).items():
                assert error == min(method.error for method in methods_of(pose, check, view, form))
    assert View.UNKNOWN not in errors_of(POSES["tree"], POSES["tree"].checks[0], None)
