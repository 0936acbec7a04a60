"""The logic of the page that compares two, without a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from terminal import Batch

from posecheck.api import check_file
from posecheck.api import compare as compared
from posecheck.body.body import Body
from posecheck.body.recording import load_recording, write_recording
from posecheck.measure.margin import Pairing
from posecheck.session.compare import Trend
from posecheck.session.wording import both_text, change_text, trend_words
from posecheck.ui import bundled, cookie, texts
from posecheck.ui.changes import counts
from posecheck.ui.choice import Choice
from posecheck.ui.items import Item
from posecheck.ui.visits import VISITS, Visit
from posecheck.words import TREND_WORDS, VIEW_WORDS

#: What the second choice is where a recording is compared with itself.
SAME = ""


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Iterator[Visit]:
    """The visit of the page under test."""
    opened = VISITS.enter(None)
    monkeypatch.setattr(cookie, "visit", lambda: opened)
    yield opened
    opened.close()


def drawn() -> AppTest:
    def page() -> None:
        from posecheck.ui.pages import compare

        compare.page()

    shown = AppTest.from_function(page, default_timeout=60).run()
    assert not shown.exception
    return shown


def add(visit: Visit, samples: Batch, *names: str) -> list[Item]:
    items = [visit.add(samples.landmarks(name)) for name in names]
    assert all(item.check.wait(60) for item in items)
    return items


def text(shown: AppTest) -> str:
    """Everything that is written on the page."""
    kinds = (shown.markdown, shown.caption, shown.warning, shown.error, shown.info, shown.title, shown.header)
    return "\n".join(element.value for kind in kinds for element in kind)


def decks(shown: AppTest) -> list[dict]:
    """What the two players are given."""
    found = next(e for e in shown.main if e.type == "bidi_component" and "decks" in e.proto.json)
    return json.loads(found.proto.json)["decks"]


def chosen(shown: AppTest) -> list[str]:
    return [box.value for box in shown.selectbox]


def press(shown: AppTest, label: str) -> AppTest:
    next(button for button in shown.button if button.label == label).click().run()
    assert not shown.exception
    return shown


def test_one_click_compares_two_samples(visit: Visit) -> None:
    shown = drawn()
    assert texts.COMPARE_HINT in text(shown)
    press(shown, texts.COMPARE["example"])
    assert [item.name for item in visit.items.values()] == list(bundled.BEFORE_AFTER)
    assert chosen(shown) == list(visit.items)
    for item in visit.items.values():
        item.check.stop()
        assert item.check.wait(60)


def test_it_tells_what_the_library_tells_and_swaps(visit: Visit, samples: Batch) -> None:
    before, after = add(visit, samples, "tadasana_tilted", "tadasana_level")
    shown = drawn()
    for first, second in ((before, after), (after, before)):
        assert chosen(shown) == [first.id, second.id]
        said = text(shown)
        (pair,) = compared(check_file(first.path), check_file(second.path)).pairs
        for change in pair.changes:
            assert change.check.title in said
            assert change_text(change, pair) in said
            assert both_text(change, pair) in said
            if change.trend is not Trend.CANT_TELL:
                word, shape = trend_words(change, pair)
                assert f"[{shape} {word}] **{change.check.title}**" in said
        assert [deck["name"] for deck in decks(shown)] == [first.name, second.name]
        assert [deck["label"] for deck in decks(shown)] == ["Before", "After"]
        assert TREND_WORDS[pair.changes[0].trend][1] in counts(pair)
        assert counts(pair) in said
        press(shown, texts.COMPARE["swap"])
    assert change_text(pair.changes[0], pair) not in text(shown)


def test_the_sides_of_two_recordings_are_left_and_right_whichever_comes_first(visit: Visit, samples: Batch) -> None:
    right, left = add(visit, samples, "pigeon_rotated", "pigeon_back_left")
    shown = drawn()
    assert [(deck["label"], deck["name"]) for deck in decks(shown)] == [("Left", left.name), ("Right", right.name)]
    assert all(VIEW_WORDS["back"] in deck["told"] for deck in decks(shown))


def both_sides(file: Path, to: Path) -> Path:
    """A recording, and after it the same in the mirror: the other side."""
    stored = load_recording(file)
    clip = stored.clip
    other = replace(clip.mirrored(), time_s=clip.time_s + clip.time_s[-1] + 0.08)
    moments = [body[at] for body in (clip, other) for at in range(len(clip))]
    with to.open("wb") as stream:
        write_recording(stream, replace(stored, clip=Body.stack(moments)))
    return to


def test_both_sides_of_one_recording_are_compared(visit: Visit, samples: Batch, tmp_path: Path) -> None:
    item = visit.add(both_sides(samples.landmarks("tree_left"), tmp_path / "both.npz"))
    assert item.check.wait(60)
    shown = drawn()
    assert chosen(shown) == [item.id, SAME]
    assert next(button for button in shown.button if button.label == texts.COMPARE["swap"]).disabled
    pair = next(pair for pair in compared(check_file(item.path)).pairs if pair.pairing is Pairing.SIDES)
    if shown.button_group:
        shown.button_group[0].set_value(1).run()
    assert shown.title[0].value == "Tree"
    assert [deck["label"] for deck in decks(shown)] == ["Left", "Right"]
    holds = [json.loads(item.reels[int(deck["reel"].split("hold=")[1][0])])["hold"] for deck in decks(shown)]
    assert holds == [[hold.start_s, hold.end_s] for hold in (pair.before, pair.after)]
    assert holds[0][1] < holds[1][0]
    assert TREND_WORDS["better"][0] not in counts(pair)  # nobody differs from the own mirror image


def test_each_pose_that_both_show_can_be_looked_at(visit: Visit, samples: Batch) -> None:
    add(visit, samples, "tree_left", "tree_left")
    shown = drawn()
    assert shown.title[0].value == "Tadasana"
    shown.button_group[0].set_value(1).run()
    assert not shown.exception
    assert shown.title[0].value.startswith("Tree")
    assert [deck["name"] for deck in decks(shown)] == ["tree_left.npz"] * 2


def test_the_holds_can_be_chosen(visit: Visit, samples: Batch) -> None:
    first, second = add(visit, samples, "tree_left", "tree_left")
    shown = drawn()
    choices = {group.label: group for group in shown.button_group}
    choices["Before"].set_value(2).run()
    assert shown.title[0].value == "Tadasana"  # one of each is needed
    {group.label: group for group in shown.button_group}["After"].set_value(2).run()
    assert not shown.exception
    assert shown.title[0].value.startswith("Tree")
    {group.label: group for group in shown.button_group}["After"].set_value(1).run()
    assert "Tree and Tadasana can't be compared" in text(shown)
    {group.label: group for group in shown.button_group}["Before"].set_value(1).run()
    assert shown.title[0].value == "Tadasana"
    assert [deck["name"] for deck in decks(shown)] == [first.name, second.name]


def test_what_can_t_be_compared_is_told_and_what_is_seen_otherwise_noted(visit: Visit, samples: Batch) -> None:
    pigeon, tadasana = add(visit, samples, "pigeon_back_left", "tadasana_level")
    shown = drawn()
    assert "Pigeon is not compared: only pigeon_back_left.npz shows it." in text(shown)
    assert not shown.title
    tadasana.choice = Choice(pose="pigeon")  # and what was set on the result page counts
    shown.run()
    assert not shown.exception
    assert shown.title[0].value.startswith("Pigeon") or shown.info
    visit.remove(pigeon.id)
    shown.run()
    assert chosen(shown) == [tadasana.id, SAME]


def test_what_arrives_is_compared_with_what_came_before(visit: Visit, samples: Batch) -> None:
    first, second, third = add(visit, samples, "tadasana_tilted", "tadasana_level", "tadasana_tilted")
    shown = drawn()
    assert chosen(shown) == [second.id, third.id]
    shown.selectbox[0].set_value(third.id).run()
    assert not shown.exception
    assert chosen(shown) == [third.id, second.id]  # a recording is not its own "after"
    shown.selectbox[1].set_value(first.id).run()
    assert chosen(shown) == [third.id, first.id]


def test_a_broken_recording_is_told_so(visit: Visit, samples: Batch) -> None:
    folder = visit.folder()
    (folder / "film.mp4").write_bytes(b"no film at all" * 99)
    broken = visit.add(folder / "film.mp4", folder)
    assert broken.check.wait(60)
    add(visit, samples, "tadasana_tilted")
    (error,) = drawn().error
    assert error.value.startswith("film.mp4 is not a readable video")
