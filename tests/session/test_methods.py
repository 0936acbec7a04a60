"""Which way a check is read, and what happens where two ways contradict each other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import seen

from posecheck.body.body import Body
from posecheck.body.sight import Sight
from posecheck.measure.level import from_user
from posecheck.poses import POSES
from posecheck.session import methods
from posecheck.session.judge import Prepared, read, setting_of
from posecheck.session.methods import methods_of, sights_of, views_of, widened

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
            assert best == sorted(best)
