"""The words of the live page: each is used, and each that is used is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import posecheck
from posecheck.live import words
from posecheck.live.setup import Mark

CAMERA = Path(posecheck.__file__).parent / "ui" / "camera"
SCRIPTS = "\n".join(path.read_text("utf-8") for path in sorted(CAMERA.glob("*.js")))
MARKUP = (CAMERA / "camera.html").read_text("utf-8")
SPOKEN = [words.GOOD, words.HOLD, words.READY, words.NOT_YET, words.GET_READY, words.OTHER_LEG, words.OWN_ZERO,
          words.NEVER, words.DONE_NOTHING, words.STOPPED, words.SIDE_UNCLEAR, *words.INSTEAD.values()]  # fmt: skip


def test_every_word_of_the_page_is_there_and_used() -> None:
    by_name = set(re.findall(r"words\.(\w+)", SCRIPTS)) | set(re.findall(r'data-(?:word|label)="(\w+)"', MARKUP))
    assert by_name <= set(words.PAGE)
    quoted = set(re.findall(r'"(\w+)"', SCRIPTS))
    assert set(words.PAGE) - by_name - quoted == set()


def test_the_scripts_themselves_say_nothing_to_people() -> None:
    spoken = [text for text in re.findall(r'"([^"\n]*)"', SCRIPTS) if re.search(r"[A-Za-z]{3,} [a-z]{2,}", text)]
    assert [text for text in spoken if not re.search(r"[.#\[\]=;:]", text)] == []


@pytest.mark.parametrize("text", SPOKEN)
def test_what_is_spoken_is_short_and_whole(text: str) -> None:
    assert len(text.split()) <= 25
    assert text[0].isupper() or text[0] == "{"
    assert text.endswith(".")


def test_every_part_and_mark_of_the_set_up_has_its_words() -> None:
    assert set(words.MARKS) == {mark.value for mark in Mark}
    said, shapes = zip(*words.MARKS.values(), strict=True)
    assert len(set(said)) == len(set(shapes)) == len(Mark)


def test_the_end_of_a_hold_is_spoken_without_signs() -> None:
    said = words.done("Pelvis level", "clearly off", "7°", "± 3°", "right hip lower")
    assert said == "Done. Pelvis level: clearly off, 7 degrees, give or take 3, right hip lower."
    assert words.done("Stage", "good", "knee behind", None, None) == "Done. Stage: good, knee behind."
    assert words.done("Stage", "can't tell", None, None, None) == "Done. Stage: can't tell."


def test_how_to_begin_tells_the_round() -> None:
    assert "a hold of 20 s" in " ".join(words.intro(None, 1, 20.0))
    assert "your own Tadasana, then 2 holds of 30 s" in " ".join(words.intro("Tadasana", 2, 30.0))
