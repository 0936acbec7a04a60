"""Another browser: the camera's pictures are answered, and the player steps by one picture."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from browsing import Server
from clips import truth
from firefox import firefox

from posecheck import words as common
from posecheck.live import words
from posecheck.ui import texts

pytestmark = pytest.mark.long


def test_firefox_answers_its_camera_and_steps_through_an_example(server: Server, tmp_path: Path) -> None:
    with firefox(tmp_path) as page:
        page.open(f"{server.url}/live")
        page.wait_for(".power", f"found.textContent === {json.dumps(words.PAGE['start_camera'])}")
        page.of(".power", "found.click()")
        page.wait_for(".live", "Number(found.dataset.rate) > 1")
        assert common.NOBODY in page.of(".items", "found.textContent")  # its camera shows a plain colour
        page.of(".power", "found.click()")
        page.wait_for("video", "found.srcObject === null")
        page.open(server.url)
        page.wait_for(".st-key-example-tadasana button", "found.click() === undefined")
        page.wait_for("video", "found.readyState >= 2")
        before_s = page.of("video", "found.currentTime")
        page.of(f"button[aria-label={json.dumps(texts.PLAYER['next'])}]", "found.click()")
        page.wait_for("video", f"found.currentTime > {before_s} && !found.seeking")
        # The middle of the second picture.
        fps = truth("tadasana_tilted")["fps"]
        assert 1.0 / fps < page.of("video", "found.currentTime") < 2.0 / fps
