"""Pages of what the library keeps: the day's recordings on one page, earlier days as a trend, notes and corrections."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from shelves import Opener, film, put

from posecheck.body.skeleton import Landmark
from posecheck.errors import InputError, LibraryError, NotFoundError
from posecheck.library.facts import Client, Practice, Settings
from posecheck.library.library import Library
from posecheck.library.papers import code_of, sheets
from posecheck.report import words
from posecheck.report.fhir import to_json
from posecheck.report.sheet import Sheet

MARCH, JUNE = date(2026, 3, 9), date(2026, 6, 1)
SAMPLES = Path(__file__).parents[2] / "samples"


def only(found: list[Sheet]) -> Sheet:
    (sheet,) = found
    return sheet


def put_sample(library: Library, client: Client, sample: str, folder: Path, on: date, **options: object) -> str:
    return put(library, client, film(sample, folder), filmed_on=on, **options).recording.id


def test_a_page_says_whose_it_is_and_when(library: Library, client: Client, tmp_path: Path) -> None:
    library.practice.set(Practice("Praxis am Fluß"))
    sheet = only(sheets(library, put_sample(library, client, "tadasana_tilted", tmp_path, MARCH)))
    assert (sheet.pose, sheet.client, sheet.filmed_on) == ("tadasana", client.name, MARCH)
    assert sheet.practice.name == "Praxis am Fluß"
    assert sheet.files == ("tadasana_tilted.npz",)
    assert "right hip lower" in sheet.parts[0].rows[0].text


def test_earlier_days_are_the_trend_and_a_true_change_is_told(library: Library, client: Client, tmp_path: Path) -> None:
    put_sample(library, client, "tadasana_tilted", tmp_path, MARCH)
    later = put_sample(library, client, "tadasana_level", tmp_path, JUNE)
    line = only(sheets(library, later)).trends[0].lines[0]
    assert [point.on for point in line.points] == [MARCH, JUNE]
    assert [(change.since, change.word) for change in line.changes] == [(MARCH, "better")]


def test_a_page_of_an_earlier_day_knows_nothing_of_later_ones(library: Library, client: Client, tmp_path: Path) -> None:
    first = put_sample(library, client, "tadasana_tilted", tmp_path, MARCH)
    put_sample(library, client, "tadasana_level", tmp_path, JUNE)
    assert [point.on for point in only(sheets(library, first)).trends[0].lines[0].points] == [MARCH]


def test_both_sides_of_a_day_meet_on_one_page(library: Library, client: Client, tmp_path: Path) -> None:
    other = library.clients.add("Somebody else")
    put_sample(library, other, "tree_left", tmp_path, MARCH)
    right = put_sample(library, client, "tree_right_drop", tmp_path, MARCH)
    assert [part.side for part in only(sheets(library, right, "tree")).parts] == ["right"]
    put_sample(library, client, "tree_left", tmp_path, MARCH, anyway=True)
    sheet = only(sheets(library, right, "tree"))
    assert [part.side for part in sheet.parts] == ["left", "right"]
    assert sheet.contrasts


def test_notes_corrections_and_settings_are_on_it(library: Library, client: Client, tmp_path: Path) -> None:
    recording = put_sample(library, client, "tadasana_tilted", tmp_path, MARCH, settings=Settings(camera_roll_deg=1.0))
    library.notes.add(recording, "Breathes freely.", 1.5, "Th")
    checked = library.results.checked(recording)
    places = checked.recording.clip[5]
    for mark, down_px in ((Landmark.LEFT_HIP, 4.0), (Landmark.RIGHT_HIP, -4.0)):
        x, y = places.at(mark)
        library.correct(recording, float(places.time_s), mark, (float(x), float(y) + down_px), "Th")
    sheet = only(sheets(library, recording))
    assert [(note.text, note.time_s, note.by) for note in sheet.notes] == [("Breathes freely.", 1.5, "Th")]
    assert [one.landmark for one in sheet.corrections] == ["left hip", "right hip"]
    assert dict(sheet.made.settings)[words.SET["tilt"]] == "1°"
    assert sheet.parts[0].rows[0].by_hand
    for one in library.corrections(recording):
        library.undo_correction(one.id)
    sheet = only(sheets(library, recording))
    assert sheet.corrections == ()
    assert not sheet.parts[0].rows[0].by_hand


def test_a_film_gives_its_pictures_sealed_or_not(open_library: Opener, tmp_path: Path) -> None:
    library = open_library(passphrase="correct horse battery")
    client = library.clients.add("Client one")
    recording = put(library, client, SAMPLES / "tadasana_level.mp4", filmed_on=MARCH).recording
    plain, hidden = (only(sheets(library, recording.id, blur=blur)).parts[0].pictures for blur in (False, True))
    assert len(plain) == len(hidden) == 2
    for one, other in zip(plain, hidden, strict=True):
        assert one.jpeg
        assert other.jpeg
        assert one.jpeg != other.jpeg


def test_a_film_that_is_gone_leaves_the_numbers(library: Library, client: Client, tmp_path: Path) -> None:
    copy = tmp_path / "clip.mp4"
    copy.write_bytes((SAMPLES / "tadasana_level.mp4").read_bytes())
    recording = put(library, client, copy, filmed_on=MARCH, in_place=True).recording
    copy.unlink()
    part = only(sheets(library, recording.id)).parts[0]
    assert all(picture.missing == words.NO_PICTURE for picture in part.pictures)
    assert part.rows[0].told


def test_the_code_is_not_the_name_and_stays_the_same(library: Library, client: Client, tmp_path: Path) -> None:
    recording = put_sample(library, client, "tadasana_level", tmp_path, MARCH)
    sheet = only(sheets(library, recording))
    library.clients.change(client.id, name="Quite another name")
    again = only(sheets(library, recording))
    assert sheet.code == again.code == code_of(client.id)
    assert client.name not in to_json([sheet])
    assert client.id not in to_json([sheet])


def test_what_is_not_there_is_refused(library: Library, client: Client, tmp_path: Path) -> None:
    recording = put_sample(library, client, "tadasana_level", tmp_path, MARCH)
    with pytest.raises(InputError, match="nothing to report"):
        sheets(library, recording, "pigeon")
    with pytest.raises(InputError, match="no pose"):
        sheets(library, recording, "handstand")
    with pytest.raises(NotFoundError):
        sheets(library.of("somebody else"), recording)
    waiting = library.intake.add(client.id, film("tree_left", tmp_path)).recording.id
    with pytest.raises(LibraryError):
        sheets(library, waiting)
