from __future__ import annotations

from dataclasses import replace

import bodies
import numpy as np
import pytest

from posecheck.body.body import Body
from posecheck.measure.company import continuity, importance, jumped, overlapping, same_place

STANDING = bodies.standing(size_px=bodies.LANDSCAPE, px_per_m=300.0)


def moved(body: Body, right_m: float = 0.0, later_s: float = 0.0) -> Body:
    return replace(body, image=body.image + np.array([300.0 * right_m, 0.0]), time_s=body.time_s + later_s)


def nearer(body: Body, times: float) -> Body:
    middle = np.array(body.size_px) / 2
    return replace(body, image=(body.image - middle) * times + middle, depth=body.depth * times)


def test_the_nearer_counts_more() -> None:
    assert importance(nearer(STANDING, 1.2)) == pytest.approx(1.2 * importance(STANDING), rel=0.01)


@pytest.mark.parametrize("right_m", [-1.5, 1.5])
def test_the_more_central_counts_more_and_the_edges_are_alike(right_m: float) -> None:
    assert importance(moved(STANDING, right_m)) < 0.7 * importance(STANDING)
    assert importance(moved(STANDING, right_m)) == pytest.approx(importance(moved(STANDING, -right_m)), rel=0.01)


def test_whoever_is_half_outside_counts_half() -> None:
    inside = bodies.standing(size_px=bodies.LANDSCAPE, px_per_m=300.0)
    below = replace(inside, image=inside.image + np.array([0.0, 360.0]))
    assert importance(below) < 0.7 * importance(inside)


def test_somebody_on_the_floor_counts_as_much_as_somebody_who_stands_as_near() -> None:
    pigeon = bodies.pigeon(px_per_m=300.0)
    assert importance(pigeon) == pytest.approx(importance(STANDING), rel=0.05)


def test_mirrored_people_count_the_same() -> None:
    body = moved(bodies.tree(size_px=bodies.LANDSCAPE, px_per_m=280.0), 0.8)
    assert importance(body.mirrored()) == pytest.approx(importance(body))


def test_who_was_measured_counts_more_the_longer_it_was() -> None:
    assert continuity(0.0) == 1.0 < continuity(0.5) < continuity(4.0) < continuity(6.0) == continuity(60.0) < 1.5


def test_sway_is_the_same_place_and_a_step_aside_is_another() -> None:
    assert same_place(STANDING, moved(STANDING, 0.1))
    assert not same_place(STANDING, moved(STANDING, 0.6))
    assert not same_place(STANDING, nearer(STANDING, 1.5))
    assert not same_place(STANDING, Body.unseen(0.0, STANDING.size_px))


@pytest.mark.parametrize(("right_m", "after_s", "jump"), [(0.15, 0.1, False), (0.7, 0.1, True), (1.4, 1.0, False)])
def test_a_walk_is_no_jump(right_m: float, after_s: float, jump: bool) -> None:
    assert jumped(STANDING, moved(STANDING, right_m, after_s)) is jump


def test_a_sudden_growth_is_a_jump_and_coming_nearer_is_none() -> None:
    near = nearer(STANDING, 1.5)
    assert jumped(STANDING, moved(near, later_s=0.1))
    assert not jumped(STANDING, moved(near, later_s=1.5))


def test_people_beside_each_other_do_not_overlap() -> None:
    assert overlapping(STANDING, moved(STANDING, 0.3))
    assert not overlapping(STANDING, moved(STANDING, 1.2))
