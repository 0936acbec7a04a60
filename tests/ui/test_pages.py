"""The logic of the pages, without a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest
from terminal import Batch

from posecheck.poses import POSES
from posecheck.report.accuracy import document, sections, tables
from posecheck.ui import accuracy, bundled, cookie, pages, server, texts
from posecheck.ui.choice import Choice
from posecheck.ui.items import Item
from posecheck.ui.visits import VISITS, Visit
from posecheck.words import VERDICT_WORDS, VIEW_WORDS


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Iterator[Visit]:
    """The visit of the page under test."""
    opened = VISITS.enter(None)
    monkeypatch.setattr(cookie, "visit", lambda: opened)
    yield opened
    opened.close()


def start() -> None:
    from posecheck.ui.pages import start

    start.page()


def check() -> None:
    from posecheck.ui.pages import check

    check.page()


def trust() -> None:
    from posecheck.ui.pages import trust

    trust.page()


def drawn(page) -> AppTest:
    shown = AppTest.from_function(page, default_timeout=60).run()
    assert not shown.exception
    return shown


def add(visit: Visit, samples: Batch, name: str) -> Item:
    item = visit.add(samples.landmarks(name))
    assert item.check.wait(60)
    return item


def text(shown: AppTest) -> str:
    """Everything that is written on a page."""
    kinds = (shown.markdown, shown.caption, shown.warning, shown.error, shown.info, shown.title, shown.header)
    return "\n".join(element.value for kind in kinds for element in kind)


def test_the_app_begins_with_what_is_answered_and_leads_to_every_way_in(visit: Visit) -> None:
    shown = AppTest.from_file(server.SCRIPT, default_timeout=60).run()
    assert not shown.exception
    assert shown.title[0].value == "posecheck"
    said = text(shown)
    assert all(question in said for question in texts.QUESTIONS)
    there = set(pages.modules()) & set(texts.WAYS)
    assert {"check"} <= there
    assert all(texts.WAYS[name][1] in said for name in there)
    assert [button.label for button in shown.button] == [pose.title for pose in POSES.values()]


def test_every_pose_has_a_sample(visit: Visit) -> None:
    assert set(bundled.SAMPLES) == set(POSES)
    assert all(bundled.sample(pose).is_file() for pose in POSES)
    assert bundled.picture().is_file()


def test_the_check_page_without_recordings_says_how_to_film(visit: Visit) -> None:
    assert texts.CHECK_HINT in text(drawn(check))


def test_the_result_page_tells_what_the_result_file_tells(visit: Visit, samples: Batch) -> None:
    add(visit, samples, "tadasana_tilted")
    said = text(drawn(check))
    for found in samples.result("tadasana_tilted")["checks"]:
        assert found["title"] in said
        assert (found["cue"] or found["reason"] or "") in said
    assert "right hip lower" in said
    assert VERDICT_WORDS["clear"][0] in said


def test_nothing_is_judged_twice_without_need(visit: Visit, samples: Batch) -> None:
    item = add(visit, samples, "tadasana_tilted")
    shown = drawn(check)
    before, reels = item.judged(), dict(item.reels)
    shown.run()
    assert item.judged() is before
    assert all(item.reels[number] is reel for number, reel in reels.items())


def test_thresholds_pose_and_tilt_can_be_set_and_taken_back(visit: Visit, samples: Batch) -> None:
    item = add(visit, samples, "tadasana_tilted")
    shown = drawn(check)
    slider = next(s for s in shown.slider if "Pelvis level" in s.label)
    assert slider.value == (2.0, 4.0)
    slider.set_range(8.0, 8.0).run()
    assert item.choice.bands[0][2].good == (-8.0, 8.0)
    assert texts.moved(["Pelvis level"]) in text(shown)
    pelvis = json.loads(item.reels[0])["tracks"][0]
    assert pelvis["verdict"] != "clear"
    shown.selectbox(key=f"pose-{item.id}-0").select("tree").run()
    assert item.choice.pose == "tree"
    assert item.judged().summary.pose is not None
    assert item.judged().summary.pose.key == "tree"
    shown.number_input(key=f"roll-{item.id}-0").set_value(3.0).run()
    assert item.judged().summary.level.roll_deg == 3.0
    next(b for b in shown.button if b.key and b.key.startswith("reset")).click().run()
    assert not shown.exception
    assert item.choice == Choice()
    assert next(s for s in shown.slider if "Pelvis level" in s.label).value == (2.0, 4.0)


@pytest.mark.parametrize("pose", POSES)
def test_every_threshold_can_be_moved_and_moves_what_it_says(visit: Visit, samples: Batch, pose: str) -> None:
    item = add(visit, samples, "tadasana_tilted")
    item.choice = Choice(pose=pose)
    shown = drawn(check)
    assert len(shown.slider) > 1
    for number in range(len(shown.slider)):
        slider, before = shown.slider[number], item.choice
        if isinstance(slider.value, tuple):
            slider.set_range(*(slider.value[0], slider.value[1] + 0.5)).run()
        else:
            slider.set_value(slider.value + 0.5).run()
        assert not shown.exception
        assert item.choice != before
        for _, _, band in item.choice.bands:
            assert band.good[0] <= band.good[1]
            assert band.clear is None or (band.clear[0] <= band.good[0] and band.good[1] <= band.clear[1])
    assert texts.moved([POSES[pose].check(key).title for _, key, _ in item.choice.bands]) in text(shown)


def test_each_hold_can_be_looked_at(visit: Visit, samples: Batch) -> None:
    item = add(visit, samples, "tree_left")
    holds = item.judged().summary.holds
    assert len(holds) > 1
    shown = drawn(check)
    assert "Tree" in text(shown)
    shown.button_group[0].set_value(0).run()
    assert not shown.exception
    assert json.loads(item.reels[0])["hold"] == [holds[0].start_s, holds[0].end_s]


def test_a_broken_file_is_told_in_a_sentence_without_the_server_s_folders(visit: Visit) -> None:
    folder = visit.folder()
    (folder / "film.mp4").write_bytes(b"no film at all" * 99)
    item = visit.add(folder / "film.mp4", folder)
    assert item.check.wait(60)
    (error,) = drawn(check).error
    assert error.value.startswith("film.mp4 is not a readable video")


def test_recordings_of_one_name_can_be_told_apart_and_removed(visit: Visit, samples: Batch) -> None:
    first, second = add(visit, samples, "tadasana_tilted"), add(visit, samples, "tadasana_tilted")
    shown = drawn(check)
    assert shown.selectbox[0].options == ["tadasana_tilted.npz", "tadasana_tilted.npz (2)"]
    assert shown.selectbox[0].value == second.id
    next(b for b in shown.button if b.label == "Remove").click().run()
    assert list(visit.items) == [first.id]
    assert not second.folder.exists()


def test_the_trust_page_shows_the_measured_numbers() -> None:
    shown = drawn(trust)
    first, *others = sections(document())
    _, errors = tables(first.body)[:2]
    row = next(r for r in errors if (r["check"], r["seen from"]) == ("pelvis_obliquity_deg", "front"))
    mean, p95 = row["told: MAE / p95"].split(" / ")
    table = shown.table[0].value
    line = table[table.iloc[:, 0] == "Pelvis level, from the front"].iloc[0].tolist()
    assert line[1:4] == [f"{mean}°", f"{p95}°", row["inside"]]
    assert [expander.label for expander in shown.expander] == [first.heading, *(s.heading for s in others)]


@pytest.mark.parametrize("pose", POSES)
def test_every_line_of_the_accuracy_tables_has_words(pose: str) -> None:
    found, errors = tables(sections(document())[0].body)[:2]
    assert len(accuracy.found_table(found)) == len(POSES)
    answered = [row for row in errors if row["pose"] == pose and row["answered"] != "0%"]
    table = accuracy.error_table(errors, pose)
    assert len(table) == len(answered) > 0
    titles = [f"{check.title}, {view}" for check in POSES[pose].checks for view in VIEW_WORDS.values()]
    lines = [line[texts.TRUST_COLUMNS["check"]] for line in table]
    places = [next(i for i, title in enumerate(titles) if line.startswith(title)) // len(VIEW_WORDS) for line in lines]
    assert places == sorted(places)
    assert places[0] == 0


def test_what_the_pages_say_in_sentences_ends_with_a_full_stop() -> None:
    labels = ("TITLE", "WHY", "NOT_SHOWN", "TRUST_FOUND", "TRUST_OFF", "TRUST_REST", "TRUST_SURER")
    said = {name: value for name, value in vars(texts).items() if name.isupper() and isinstance(value, str)}
    sentences = {name: value for name, value in said.items() if not name.endswith(labels)}
    assert len(sentences) > 10
    begun = {name for name, value in sentences.items() if value[0].isupper() or value.startswith("posecheck ")}
    assert begun == {name for name, value in sentences.items() if value.endswith(".")} == set(sentences)
