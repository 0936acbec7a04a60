"""posecheck card: a page that, printed as it is, shows a card that is found; whole or not at all."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from terminal import posecheck, refused

from posecheck.cli import main
from posecheck.eyes.card import CardState, Place, card_of, find_card
from posecheck.eyes.layout import IDS, corners_m, squares
from posecheck.eyes.sheet import PAGE_MM, RULER_MM, black_boxes_mm, sheet_pdf

NUMBER = rb"(-?[\d.]+) "
MM = 25.4 / 72.0


def boxes_mm(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """Left, top, width, height of the filled boxes in a PDF file, in mm from the top left corner of the page."""
    found = [[float(part) * MM for part in match] for match in re.findall(NUMBER * 4 + rb"re\b", pdf)]
    return [(x, PAGE_MM[1] - y - height, width, height) for x, y, width, height in found]


def printed(boxes: list[tuple[float, float, float, float]], dpi: float) -> np.ndarray:
    """``(H, W, 3)`` uint8: black boxes on a white page."""
    px = dpi / 25.4
    page = np.full((round(PAGE_MM[1] * px), round(PAGE_MM[0] * px), 3), 255, np.uint8)
    for x, y, width, height in boxes:
        page[round(y * px) : round((y + height) * px), round(x * px) : round((x + width) * px)] = 0
    return page


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "card.pdf"


def test_the_command(target: Path) -> None:
    done = posecheck("card", "--pdf", target)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "100 %" in done.stdout
    assert target.read_bytes() == sheet_pdf(Place.BACK)


@pytest.mark.parametrize("place", list(Place))
@pytest.mark.parametrize("dpi", [75, 150, 300])
def test_the_printed_card_is_found(place: Place, dpi: int) -> None:
    card = find_card(printed(boxes_mm(sheet_pdf(place)), dpi))
    assert card.state is CardState.FOUND
    # Looked at straight on, each corner lies on the page where the layout says.
    flat = corners_m()[..., :2] * (1000.0, -1000.0)
    on_page = (card.corners + 0.5) * 25.4 / dpi
    assert np.allclose(on_page - on_page.mean((0, 1)), flat - flat.mean((0, 1)), atol=25.4 / dpi)


def test_the_page_is_a4_and_true_to_scale() -> None:
    pdf = sheet_pdf(Place.BACK)
    box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", pdf)
    assert box is not None
    assert np.allclose([float(box[1]) * MM, float(box[2]) * MM], (210.0, 297.0), atol=0.01)
    boxes = np.array(boxes_mm(pdf))
    assert np.allclose(boxes, black_boxes_mm(), atol=0.01)
    assert boxes[:, 0].min() == pytest.approx(12.5, abs=0.01)
    assert (boxes[:, 0] + boxes[:, 2]).max() == pytest.approx(197.5, abs=0.01)
    assert boxes[:, 1].max() + boxes[:, 3].max() - boxes[:, 1].min() == pytest.approx(80.0, abs=0.01)


def test_the_ruler_is_100_mm_long() -> None:
    lines = re.findall(NUMBER * 2 + rb"m " + NUMBER * 2 + rb"l S", sheet_pdf(Place.BACK))
    lengths = [float(x1) - float(x0) for x0, y0, x1, y1 in lines if y0 == y1]
    assert sum(abs(length * MM - RULER_MM) < 0.01 for length in lengths) == 1
    assert RULER_MM == 100.0


def test_nothing_is_printed_where_the_sides_are_looked_for() -> None:
    # Everything but the markers keeps 8 mm off them: text, the arrow and the cuts.
    markers = np.array(black_boxes_mm())
    left, top = markers[:, 0].min(), markers[:, 1].min()
    numbers = re.findall(NUMBER * 2 + rb"[ml]\b", sheet_pdf(Place.BACK))
    points = np.array([(float(x) * MM, PAGE_MM[1] - float(y) * MM) for x, y in numbers])
    for start in (left, left + 105.0):
        near = (points > (start - 8.0, top - 8.0)).all(1) & (points < (start + 88.0, top + 88.0)).all(1)
        assert not near.any()


@pytest.mark.parametrize("place", list(Place))
def test_the_page_says_where_to_wear_it(place: Place) -> None:
    text = b" ".join(re.findall(rb"\((.*?)\) Tj", sheet_pdf(place))).decode()
    assert f"for the {place}" in text
    assert "100 %" in text
    assert ("sacrum" in text) == (place is Place.BACK)
    assert ("navel" in text) == (place is Place.FRONT)


def test_the_page_is_the_same_each_time() -> None:
    assert sheet_pdf(Place.FRONT) == sheet_pdf(Place.FRONT) != sheet_pdf(Place.BACK)


def test_the_markers_differ_when_turned() -> None:
    turned = [np.rot90(squares(number), k).tobytes() for number in IDS for k in range(4)]
    assert len(set(turned)) == len(turned)


def test_an_old_card_is_replaced_and_nothing_is_left_behind(target: Path) -> None:
    target.write_text("old")
    assert main(["card", "--pdf", str(target), "--place", "front"]) == 0
    assert target.read_bytes() == sheet_pdf(Place.FRONT)
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_an_old_card_survives_a_failure(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target.write_text("old")

    def fail(place: Place) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr("posecheck.eyes.sheet.sheet_pdf", fail)
    assert main(["card", "--pdf", str(target)]) == 130
    assert target.read_text() == "old"
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_a_missing_folder_is_refused(target: Path) -> None:
    folder = target.parent / "missing"
    assert (
        refused(posecheck("card", "--pdf", folder / "card.pdf"))
        == f"The folder {folder} does not exist: make it first."
    )


def test_a_folder_is_refused(target: Path) -> None:
    assert "is a folder" in refused(posecheck("card", "--pdf", target.parent))


def test_another_place_is_refused(target: Path) -> None:
    assert "--place back or front" in refused(posecheck("card", "--pdf", target, "--place", "side"))
    assert not target.exists()


def test_without_a_file_the_command_says_what_it_needs() -> None:
    done = posecheck("card")
    assert done.returncode == 2
    assert "--pdf" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_card_not_seen_has_no_pose() -> None:
    assert card_of(np.full((2, 4, 2), np.nan), (640, 480)).state is CardState.NOT_SEEN
