"""``posecheck check --report``: a page of one recording, in the format that the file's name asks for."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from clips import sample
from terminal import Batch, posecheck, refused

from posecheck.report import words


def test_a_film_becomes_a_page_with_its_date_and_pictures(tmp_path: Path) -> None:
    clip = tmp_path / "übung.mp4"
    clip.write_bytes(sample("tadasana_tilted").read_bytes())
    filmed = time.mktime((2026, 3, 9, 12, 0, 0, 0, 0, -1))
    os.utime(clip, (filmed, filmed))
    target = tmp_path / "page.html"
    done = posecheck("check", clip, "--report", target, "--client", "Ä 7", "--blur-faces")
    assert done.returncode == 0, done.stderr
    assert f"report    {target}" in done.stdout
    text = target.read_text("utf-8")
    assert "9 March 2026" in text
    assert "Ä 7" in text
    assert "übung.mp4" in text
    assert text.count("data:image/jpeg") == 2
    assert words.AS_FOUND in text


def test_a_pdf_on_the_paper_asked_for(samples: Batch, tmp_path: Path) -> None:
    pdfium = pytest.importorskip("pypdfium2", reason="reading a PDF needs pypdfium2")
    target = tmp_path / "page.pdf"
    source = samples.landmarks("tree_left")
    done = posecheck("check", source, "--pose", "tree", "--report", target, "--paper", "letter")
    assert done.returncode == 0, done.stderr
    page = pdfium.PdfDocument(target)[0]
    assert page.get_size() == pytest.approx((612, 792))
    text = page.get_textpage().get_text_range()
    assert "Tree" in text
    assert f"{words.SET['pose']} tree" in text
    assert words.NO_PICTURE in " ".join(text.split())


def test_a_bundle_for_programs(samples: Batch, tmp_path: Path) -> None:
    target = tmp_path / "page.fhir.json"
    done = posecheck("check", samples.landmarks("pigeon_back_left"), "--report", target)
    assert done.returncode == 0, done.stderr
    assert json.loads(target.read_text("utf-8"))["resourceType"] == "Bundle"


def test_several_files_become_a_page_each_in_a_folder(samples: Batch, tmp_path: Path) -> None:
    names = ["tree_left", "pigeon_back_left"]
    done = posecheck("check", *map(samples.landmarks, names), "--report", tmp_path)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(f"{name}.pdf" for name in names)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--report", "page.docx"), ".pdf"),
        (("--report", "page.pdf", "--paper", "a5"), "a4, letter"),
        (("--report", "no/page.pdf"), "does not exist"),
    ],
)
def test_what_can_not_be_done_is_said_before_any_work(
    samples: Batch, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    named = [str(tmp_path / part) if "page" in part else part for part in options]
    assert said in refused(posecheck("check", samples.landmarks("tree_left"), *named))
    assert list(tmp_path.iterdir()) == []


def test_a_recording_without_a_pose_makes_no_page(tmp_path: Path) -> None:
    picture = tmp_path / "wall.png"
    cv2.imwrite(str(picture), np.full((240, 320, 3), 160, np.uint8))
    done = posecheck("check", picture, "--report", tmp_path / "page.pdf")
    assert words.NOTHING in refused(done)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["wall.png"]
