"""Two recordings side by side in a real browser."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import cv2
import pytest
from clips import frames, sample
from films import write_video
from playwright.sync_api import Locator, Page, expect
from terminal import Batch, posecheck

from posecheck.api import check_file, compare
from posecheck.session.wording import both_text, change_text
from posecheck.ui import bundled, texts

pytestmark = pytest.mark.long

SLOW_MS = 90_000
RATE_HZ = 25.0


#: What the clock says, found through the component's own root.
CLOCK = """(() => {
  const inside = (root) => {
    const found = root.querySelector('.duo .clock');
    if (found) return found;
    return [...root.querySelectorAll('*')].filter((e) => e.shadowRoot).map((e) => inside(e.shadowRoot)).find(Boolean);
  };
  return inside(document).textContent;
})()"""


def told(samples: Batch, *names: str) -> dict[str, Any]:
    """What the command says of the samples' landmarks, which are those of the films."""
    done = posecheck("compare", *(samples.landmarks(name) for name in names), "--json", "-")
    return json.loads(done.stdout.replace(".npz", ".mp4"))


def duo(page: Page, time: str = r"-?\d.*") -> Locator:
    """Both players, once they show one moment."""
    shown = page.locator(".duo")
    expect(shown).to_have_attribute("data-time", re.compile(f"^{time}$"), timeout=SLOW_MS)
    return shown


def since(page: Page, pair: dict[str, Any]) -> list[float]:
    """Seconds since the start of each one's own hold, by the frame on show."""
    shown = [int(deck.get_attribute("data-frame") or "") for deck in page.locator(".duo figure").all()]
    return [frame / RATE_HZ - pair[name]["start_s"] for frame, name in zip(shown, ("before", "after"), strict=True)]


def downloaded(page: Page) -> dict[str, Any]:
    with page.expect_download(timeout=SLOW_MS) as download:
        page.get_by_role("button", name=texts.COMPARE["data"]).click()
    return json.loads(Path(download.value.path()).read_text())


def test_two_samples_compared_and_swapped(page: Page, samples: Batch) -> None:
    page.goto("/")
    page.get_by_test_id("stMain").get_by_role("link", name=texts.WAYS["compare"][0]).click()
    page.get_by_role("button", name=texts.COMPARE["example"]).click()
    duo(page, r"0\.000")
    expect(page).to_have_title("Compare two · posecheck")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tadasana")
    names = [Path(name).stem for name in bundled.BEFORE_AFTER]
    for before, after in (names, names[::-1]):
        caption = page.locator("figure figcaption")
        expect(caption).to_have_text([re.compile(before), re.compile(after)], timeout=SLOW_MS)
        (pair,) = compare(*(check_file(samples.landmarks(name)) for name in (before, after))).pairs
        for change in pair.changes:
            if change_text(change, pair):
                expect(page.get_by_text(change_text(change, pair)).first).to_be_visible(timeout=SLOW_MS)
            if both_text(change, pair):
                expect(page.get_by_text(both_text(change, pair)).first).to_be_visible()
        assert downloaded(page) == told(samples, before, after)
        page.get_by_role("button", name=texts.COMPARE["swap"]).click()


def test_both_move_together_from_the_start_of_their_own_holds(page: Page, samples: Batch) -> None:
    result = told(samples, "tree_left", "tree_right_drop")
    (pair,) = result["pairs"]
    assert pair["before"]["start_s"] != pair["after"]["start_s"]
    page.goto("/compare")
    page.locator(".uploader input").set_input_files([sample("tree_left"), sample("tree_right_drop")])
    shown = duo(page, r"0\.000")
    for message in result["messages"]:
        expect(page.get_by_text(message)).to_be_visible()
    expect(page.locator("figcaption b")).to_have_text(["Left", "Right"])
    assert since(page, pair) == pytest.approx([0.0, 0.0], abs=0.5 / RATE_HZ)

    shown.focus()
    at = 0.0
    for key, by in ((".", 0.04), (".", 0.04), ("ArrowRight", 1.0), (",", -0.04), (".", 0.04)):
        page.keyboard.press(key)
        at += by
        duo(page, f"{at:.3f}")
        assert since(page, pair) == pytest.approx([at, at], abs=0.51 / RATE_HZ)
    for _ in range(4):  # faster than the browser can seek
        page.keyboard.press(".")
    at += 0.16
    duo(page, f"{at:.3f}")
    assert since(page, pair) == pytest.approx([at, at], abs=0.51 / RATE_HZ)

    # They play together, and stop at one moment.
    page.keyboard.press(" ")
    expect(shown).to_have_attribute("data-playing", "true")
    page.wait_for_function(f"parseFloat({CLOCK}) > {at + 0.3}", timeout=SLOW_MS)
    page.keyboard.press(" ")
    expect(shown).to_have_attribute("data-playing", "false")
    one, other = since(page, pair) if duo(page) else []
    assert one == pytest.approx(other, abs=1.01 / RATE_HZ)
    assert one > at + 0.2

    # The shorter hold is repeated.
    shorter_s = min(hold["end_s"] - hold["start_s"] for hold in (pair["before"], pair["after"]))
    page.get_by_role("button", name=texts.DUO["loop"]).click()
    slider = page.get_by_role("slider", name=texts.DUO["position"])
    for _ in range(int(shorter_s - since(page, pair)[0] - 1)):
        slider.press("ArrowRight")
    duo(page)
    assert since(page, pair)[0] < shorter_s - 0.5
    page.get_by_role("button", name=texts.DUO["play"]).click()
    page.wait_for_function(f"parseFloat({CLOCK}) > {shorter_s - 0.5}", timeout=SLOW_MS)
    page.wait_for_function(f"parseFloat({CLOCK}) < {shorter_s - 0.5}", timeout=SLOW_MS)
    expect(shown).to_have_attribute("data-playing", "true")
    page.get_by_role("button", name=texts.DUO["pause"]).click()

    # Another measured line is drawn in both, and nothing scrolls sideways on a phone.
    pick = page.get_by_role("button", name="Standing hip over its foot")
    now = page.locator("figure .now").all_inner_texts()
    pick.click()
    expect(pick).to_have_attribute("aria-pressed", "true")
    assert all(text not in now for text in page.locator("figure .now").all_inner_texts())
    page.set_viewport_size({"width": 390, "height": 844})
    first, second = (figure.bounding_box() for figure in page.locator("figure").all())
    assert first
    assert second
    assert second["y"] >= first["y"] + first["height"]
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390


def test_a_picture_beside_a_film_that_the_browser_can_t_play(page: Page, tmp_path: Path) -> None:
    shown = frames("tadasana_level")
    film = write_video(tmp_path / "phone.mp4", shown[:75], times=[at / RATE_HZ for at in range(75)], codec="libx265")
    still = tmp_path / "still.png"
    cv2.imwrite(str(still), shown[40][..., ::-1])
    page.goto("/compare")
    page.locator(".uploader input").set_input_files([still, film])
    expect(page.get_by_text(texts.PREVIEWED)).to_be_visible(timeout=SLOW_MS)
    both = duo(page, r"0\.000")
    page.get_by_role("button", name=texts.DUO["loop"]).click()
    both.focus()
    page.keyboard.press("ArrowRight")
    duo(page, r"1\.000")
    assert [deck.get_attribute("data-frame") for deck in page.locator(".duo figure").all()] == ["0", "25"]
    page.keyboard.press(" ")
    page.wait_for_function(f"parseFloat({CLOCK}) > 1.3", timeout=SLOW_MS)
    page.wait_for_function(f"parseFloat({CLOCK}) < 1", timeout=SLOW_MS)  # the film's hold is repeated
    page.keyboard.press(" ")
    expect(both).to_have_attribute("data-playing", "false")
