"""The first page in a real browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def test_opens(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", name="posecheck")).to_be_visible(timeout=30_000)


def test_nothing_scrolls_sideways_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")
    expect(page.get_by_role("heading", name="posecheck")).to_be_visible(timeout=30_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
