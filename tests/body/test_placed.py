"""Landmarks put right by hand: where they are then, and that nothing else changes."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from bodies import PX_PER_M, standing

from posecheck.body.body import Body, same
from posecheck.body.placed import Placed, as_seen, put_right
from posecheck.body.recording import Recording, load_recording, write_recording
from posecheck.body.skeleton import MIRROR, Landmark
from posecheck.errors import InputError

MARK = Landmark.LEFT_HIP


def _stored(body: Body) -> Body:
    """To the digits of a recording."""
    arrays = {name: getattr(body, name).astype(np.float32) for name in ("image", "depth", "world")}
    return replace(body, **arrays)


CLIP = Body.stack([replace(_stored(standing()), time_s=np.array(n / 10)) for n in range(30)])
WHERE = CLIP.image[15, MARK] + (12.0, -7.0)
PUT = Placed(1.5, MARK, (float(WHERE[0]), float(WHERE[1])))


def test_the_landmark_is_moved_over_the_hold_and_nothing_else_is() -> None:
    right = put_right(CLIP, [(1.0, 2.0)], [PUT])
    inside = (CLIP.time_s >= 1.0) & (CLIP.time_s <= 2.0)
    assert right.image[inside, MARK] == pytest.approx(np.broadcast_to(WHERE, (inside.sum(), 2)), abs=1e-3)
    assert right.world[inside, MARK] - CLIP.world[inside, MARK] == pytest.approx(
        np.broadcast_to([12.0 / PX_PER_M, -7.0 / PX_PER_M, 0.0], (inside.sum(), 3)), abs=1e-5
    )
    assert same(right[~inside][0], replace(CLIP[~inside][0], moved=right[~inside][0].moved))
    others = [mark for mark in Landmark if mark is not MARK]
    assert np.array_equal(right.image[:, others], CLIP.image[:, others])
    assert right.moved is not None
    assert right.moved.marks.sum() == inside.sum()


def test_outside_of_holds_one_moment_is_moved() -> None:
    right = put_right(CLIP, [(0.0, 1.0)], [PUT])
    assert np.flatnonzero((right.image != CLIP.image).any((-1, -2))).tolist() == [15]


def test_what_was_seen_comes_back() -> None:
    right = put_right(CLIP, [(1.0, 2.0)], [PUT])
    assert same(as_seen(right), CLIP)
    assert as_seen(CLIP) is CLIP
    assert same(put_right(right, [(1.0, 2.0)], []), as_seen(right))


def test_the_last_word_counts_and_is_no_further_push() -> None:
    other = replace(PUT, image=(PUT.image[0] + 5.0, PUT.image[1]))
    once = put_right(CLIP, [(1.0, 2.0)], [other])
    assert same(put_right(CLIP, [(1.0, 2.0)], [PUT, other]), once)
    assert put_right(once, [(1.0, 2.0)], [PUT]).image == pytest.approx(
        put_right(CLIP, [(1.0, 2.0)], [PUT]).image, abs=1e-3
    )


def test_it_mirrors_and_turns_as_the_body_does() -> None:
    right = put_right(CLIP, [(1.0, 2.0)], [PUT])
    assert as_seen(right.mirrored()).image == pytest.approx(CLIP.mirrored().image, abs=1e-9)
    assert as_seen(right.rolled(17.0)).image == pytest.approx(CLIP.rolled(17.0).image, abs=1e-9)
    assert as_seen(right.rolled(17.0)).world == pytest.approx(CLIP.rolled(17.0).world, abs=1e-9)
    assert right.mirrored().moved.marks[15, MIRROR[MARK]]
    assert not right.mirrored().moved.marks[15, MARK]


def test_a_recording_keeps_it(tmp_path: Path) -> None:
    right = put_right(CLIP, [(1.0, 2.0)], [PUT])
    stream = io.BytesIO()
    write_recording(stream, Recording(right, "clip.mp4", None, 0.0, 0.5, "room"))
    path = tmp_path / "clip.npz"
    path.write_bytes(stream.getvalue())
    assert same(load_recording(path).clip, Body.stack([right[n] for n in range(len(right))]))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (replace(PUT, time_s=float("nan")), "three numbers"),
        (replace(PUT, image=(float("inf"), 3.0)), "three numbers"),
        (replace(PUT, image=(-400.0, 3.0)), "outside of the picture"),
    ],
)
def test_a_place_that_is_none_is_refused(wrong: Placed, said: str) -> None:
    with pytest.raises(InputError, match=said):
        put_right(CLIP, [(1.0, 2.0)], [wrong])


def test_nobody_can_be_put_right_where_nobody_is() -> None:
    empty = Body.unseen(np.arange(5) / 10, CLIP.size_px)
    with pytest.raises(InputError, match="Nobody was found"):
        put_right(empty, [], [replace(PUT, time_s=0.2)])
