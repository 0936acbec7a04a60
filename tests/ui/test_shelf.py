"""What the library's pages are put together from, without a browser."""

from __future__ import annotations

import asyncio
import json
import math
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from clips import sample
from streamlit.testing.v1 import AppTest

from posecheck.errors import LibraryError
from posecheck.library.facts import Difference, Point, Series
from posecheck.library.library import Library
from posecheck.library.work import Worker
from posecheck.poses import POSES
from posecheck.ui import cookie
from posecheck.ui.ranges import ranged
from posecheck.ui.shelf import dates, links, overview, parcels, texts, trends
from posecheck.ui.shelf.keeper import KEEPER, State
from posecheck.ui.visits import VISITS

TREE = POSES["tree"].checks[0]


def series(side: str | None, values: list[float], check: str = TREE.key, pose: str = "tree") -> Series:
    """One check, week after week, with a margin of 3."""
    points = tuple(
        Point(
            f"r{n}", date(2026, 9, 1) + timedelta(7 * n), 0, value, math.nan if math.isnan(value) else 3.0, "cant_tell"
        )
        for n, value in enumerate(values)
    )
    return Series(pose, None, side, check, "deg", points)


def drawn(*sides: Series) -> dict:
    """The chart as Vega-Lite reads it."""
    made = dates.chart(sides)
    assert made is not None
    return json.loads(made.to_json())


def marks(chart: dict, kind: str) -> list[dict]:
    return [layer for layer in chart["layer"] if layer["mark"]["type"] == kind]


def test_a_chart_over_dates_shows_values_margins_bands_and_tells_sides_apart_without_colour() -> None:
    chart = drawn(series("left", [6.0, 2.0]), series("right", [1.0, 0.0]))
    rows = [row for data in chart["datasets"].values() for row in data]
    values = [row for row in rows if "value" in row]
    assert {(row["side"], row["value"], row["low"], row["high"]) for row in values} == {
        ("left", 6.0, 3.0, 9.0), ("left", 2.0, -1.0, 5.0), ("right", 1.0, -2.0, 4.0), ("right", 0.0, -3.0, 3.0),
    }  # fmt: skip
    assert len(marks(chart, "rule")) == 1
    shapes = {layer["encoding"]["shape"]["scale"]["range"][0] for layer in marks(chart, "point")}
    assert shapes == {"circle"}
    assert len({str(layer["mark"].get("strokeDash")) for layer in marks(chart, "line")}) == 2
    fills = [layer["mark"].get("fill") for layer in marks(chart, "point")]
    assert fills == [None, "white"]
    bands = [row for row in rows if "bottom" in row]
    assert [row["top"] for row in bands[:-1]] == [row["bottom"] for row in bands[1:]]
    assert {row["name"] for row in bands} >= {"✓ good", "■ clearly off"}
    assert "left" in chart["description"]
    assert "8 September 2026" in chart["description"].replace("08", "8")


def test_what_is_not_known_is_not_drawn() -> None:
    assert dates.chart([series("left", [math.nan])]) is None
    rows = dates.rows([series("left", [math.nan, 4.0])])
    assert [row["value"] for row in rows] == [4.0]


def test_points_of_both_sides_on_one_day_do_not_cover_each_other() -> None:
    chart = drawn(series("left", [6.0]), series("right", [6.0]))
    points = [row for data in chart["datasets"].values() for row in data if "value" in row]
    assert points[0]["at"] < points[1]["at"]
    assert points[0]["date"] == points[1]["date"]


@pytest.mark.parametrize(("pose", "check"), [(p.key, c.key) for p in POSES.values() for c in p.checks])
def test_every_check_has_a_chart_and_words_for_its_changes(pose: str, check: str) -> None:
    declared = POSES[pose].check(check)
    side = "left" if POSES[pose].side else None
    one = series(side, [1.0, 30.0], check, pose)
    assert drawn(one)["layer"]
    for trend in ("better", "worse", "changed", "within_margin", "cant_tell"):
        change = Difference(
            "times_apart", pose, None, check, "r0", "r1", 0, 0, side, side, 29.0, 4.0, trend, "Why not."
        )
        told = trends.told(declared, change, [one])
        assert "{" not in told
        assert ("no change larger than the margin" in told) == (trend == "within_margin")


def test_a_change_is_named_only_where_the_comparison_names_one() -> None:
    one = series("left", [6.0, 1.0])
    about = ("times_apart", "tree", None, TREE.key, "r0", "r1", 0, 0, "left", "left", -5.0, 3.0)
    assert "✓ better] by 5 ± 3°" in trends.told(TREE, Difference(*about, "better"), [one])
    told = trends.told(TREE, Difference(*about[:-2], -2.0, 3.0, "within_margin"), [one])
    assert "≈ within margin] 2 ± 3°: no change larger than the margin" in told


def test_a_name_is_shown_as_it_is_typed() -> None:
    assert links.plain("*A* [b](c) :red[d] $e$ <i>") == r"\*A\* \[b\]\(c\) \:red\[d\] \$e\$ \<i\>"


def body(answer) -> bytes:
    async def read() -> bytes:
        return b"".join([piece async for piece in answer.body_iterator])

    with ThreadPoolExecutor(1) as apart:  # the browser's driver has a loop in this thread
        return apart.submit(asyncio.run, read()).result()


@pytest.mark.parametrize(
    ("asked", "status", "span"),
    [
        (None, 200, (0, 1000)), ("bytes=0-", 206, (0, 1000)), ("bytes=10-19", 206, (10, 20)),
        ("bytes=990-2000", 206, (990, 1000)), ("bytes=-5", 206, (995, 1000)), ("bytes=-5000", 206, (0, 1000)),
        ("bytes=0-1,5-6", 200, (0, 1000)), ("bytes=-", 200, (0, 1000)), ("lines=1-2", 200, (0, 1000)),
    ],
)  # fmt: skip
def test_a_range_of_a_file(tmp_path: Path, asked: str | None, status: int, span: tuple[int, int]) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(data := bytes(n % 251 for n in range(1000)))
    answer = ranged(path, asked, "video/mp4", {})
    assert (answer.status_code, body(answer)) == (status, data[slice(*span)])
    assert int(answer.headers["content-length"]) == span[1] - span[0]
    if status == 206:
        assert answer.headers["content-range"] == f"bytes {span[0]}-{span[1] - 1}/1000"


@pytest.mark.parametrize("asked", ["bytes=1000-", "bytes=2000-3000", "bytes=20-10", "bytes=-0"])
def test_a_range_outside_of_a_file(tmp_path: Path, asked: str) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(bytes(1000))
    answer = ranged(path, asked, "video/mp4", {})
    assert (answer.status_code, answer.headers["content-range"]) == (416, "bytes */1000")


def test_a_parcel_is_sent_while_it_is_made() -> None:
    sent = b"".join(parcels.pieces(lambda stream: [stream.write(b"%d," % n) for n in range(200_000)]))
    assert sent == b"".join(b"%d," % n for n in range(200_000))


def test_a_parcel_that_breaks_off_says_so_and_one_that_nobody_takes_ends() -> None:
    def broken(stream) -> None:
        stream.write(b"x" * 10)
        raise LibraryError("damaged")

    with pytest.raises(LibraryError, match="damaged"):
        list(parcels.pieces(broken))
    taken = parcels.pieces(lambda stream: [stream.write(bytes(100_000)) for _ in range(10_000)])
    next(taken)
    taken.close()
    deadline = time.monotonic() + 10
    while any(thread.name == "parcel" for thread in threading.enumerate()):
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Library]:
    """An open library of nobody's without workers, and a visit."""
    monkeypatch.setattr(KEEPER, "analyses", False)
    monkeypatch.setenv("POSECHECK_LIBRARY", str(tmp_path / "library"))
    visit = VISITS.enter(None)
    monkeypatch.setattr(cookie, "visit", lambda: visit)
    KEEPER.open()
    yield KEEPER.of("")
    KEEPER.lock()
    visit.close()


def overview_page() -> None:
    import streamlit as st

    from posecheck.ui import pages
    from posecheck.ui.shelf import overview
    from posecheck.ui.shelf.keeper import KEEPER

    st.navigation([module.PAGE for module in pages.modules().values()], position="hidden")
    overview.show(KEEPER.of(""))


def run_overview() -> AppTest:
    app = AppTest.from_function(overview_page, default_timeout=60).run()
    assert not app.exception
    return app


def linked(app: AppTest) -> list[str]:
    """The labels of the links of a page."""
    return [link.proto.label for link in app.get("page_link")]


def test_clients_are_found_by_name_and_tag_and_overdue_ones_are_asked_about(library: Library) -> None:
    for name, tags, keep_until in (
        ("Anna", ["hips"], None), ("Boris", ["hips", "online"], date(2020, 1, 1)), ("C-3", [], date(2999, 1, 1)),
    ):  # fmt: skip
        library.clients.add(name, tags=tags, keep_until=keep_until)
    app = run_overview()
    assert [label.split("**")[1] for label in linked(app)] == ["Anna", "Boris", "C\\-3", "Boris"]
    assert f"{texts.DUE} (1)" in [header.value for header in app.header]
    app.text_input(key="client-search").set_value("onl").run()
    assert [label.split("**")[1] for label in linked(app)] == ["Boris", "Boris"]
    app.text_input(key="client-search").set_value("nobody").run()
    assert texts.NONE_FOUND in [markdown.value for markdown in app.markdown]
    assert len(library.clients.all()) == 3  # asked about, and still there


def test_of_many_clients_a_few_are_shown_until_all_are_asked_for(library: Library) -> None:
    for number in range(overview.FEW + 5):
        library.clients.add(f"Client {number:03}")
    app = run_overview()
    assert len(linked(app)) == overview.FEW
    app.checkbox(key="all-clients").check().run()
    assert len(linked(app)) == overview.FEW + 5


def test_the_worklist_holds_what_nobody_has_looked_through(library: Library) -> None:
    client = library.clients.add("Anna")
    library.intake.add(client.id, sample("tadasana_level"), filmed_on=date(2026, 9, 1))
    assert Worker(library).run() == 1
    app = run_overview()
    assert linked(app)[-1] == "**Anna** · 1 September 2026 · Tadasana"
    library.recordings.mark_reviewed(library.recordings.find()[0].id)
    assert texts.WORKLIST_DONE in [caption.value for caption in run_overview().caption]


def test_a_locked_library_is_asked_for_its_passphrase(library: Library) -> None:
    KEEPER.set_passphrase("once upon a time")
    KEEPER.lock()
    assert KEEPER.state is State.LOCKED
    KEEPER.wake()
    assert KEEPER.state is State.LOCKED
    with pytest.raises(LibraryError):
        KEEPER.of("")
    KEEPER.open("once upon a time")
    assert KEEPER.of("").sealed


def test_what_the_library_s_pages_say_in_sentences_ends_with_a_full_stop() -> None:
    said = {name: value for name, value in vars(texts).items() if name.isupper() and isinstance(value, str)}
    labels = {"AGAIN_MIRRORED", "AGAIN_FRAMES"}
    begun = {name for name, value in said.items() if len(value.split()) > 6 and "{" not in value} - labels
    assert len(begun) > 10
    assert {name for name in begun if not said[name].endswith(".")} == set()


def test_a_change_between_the_only_two_days_is_told_once() -> None:
    change = Difference("times_apart", "tree", None, TREE.key, "r0", "r1", 0, 0, "left", "left", -5.0, 3.0, "better")
    days = {"r0": date(2026, 9, 1), "r1": date(2026, 9, 8), "r2": date(2026, 9, 15)}
    two = replace(series("left", [6.0, 1.0]), steps=(change,), whole=change)
    (line,) = trends.changes(TREE, two, days)
    assert line.startswith("Left, from 1 September 2026 to 8 September 2026: :blue-badge[✓ better] by 5 ± 3°")
    later = replace(change, before="r1", after="r2", value=1.0, trend="within_margin")
    whole = replace(change, after="r2", value=-4.0)
    three = replace(series("left", [6.0, 1.0, 2.0]), steps=(change, later), whole=whole)
    first, second = trends.changes(TREE, three, days)
    assert "to 15 September 2026: :blue-badge[✓ better]" in first
    assert "since 8 September 2026: :gray-badge[≈ within margin] 1 ± 3°" in second
    assert list(trends.changes(TREE, series("left", [6.0]), days)) == []


def client_page() -> None:
    import streamlit as st

    from posecheck.ui import pages

    st.navigation([module.PAGE for module in pages.modules().values()], position="hidden")
    pages.modules()["client"].page()


def test_a_folder_is_taken_in_and_what_can_t_be_read_is_told(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "films"
    folder.mkdir()
    shutil.copy(sample("tadasana_level"), folder / "one.mp4")
    shutil.copy(sample("tadasana_level"), folder / "the same.mp4")
    (folder / "broken.mp4").write_bytes(b"no film at all" * 99)
    (folder / "letter.txt").write_text("nothing to see")
    client = library.clients.add("Anna")
    app = AppTest.from_function(client_page, default_timeout=60)
    app.query_params["client"] = client.id
    app.run()
    assert app.title[0].value == "Anna"
    next(field for field in app.text_input if field.label == texts.FOLDER).set_value(str(folder))
    next(button for button in app.button if button.label == texts.TAKE_IN).click().run()
    assert not app.exception
    assert [error.value.startswith("broken.mp4 is not a readable video") for error in app.error] == [True]
    assert texts.taken_in(1, 1) in [info.value for info in app.info]
    assert [recording.name for recording in library.recordings.find(client.id)] == ["one.mp4"]


def test_what_is_gone_is_told_so(library: Library) -> None:
    app = AppTest.from_function(client_page, default_timeout=60)
    app.query_params["client"] = "0" * 32
    app.run()
    assert not app.exception
    assert [info.value for info in app.info] == [texts.GONE]
