"""How a page looks: colours that stay apart in grey, and sizes. Both papers, PDF and HTML, take them from here."""

from __future__ import annotations

INK = "#1b242e"
SOFT = "#4d5966"
RULE = "#c9d0d6"
PALE = "#f3f5f7"
ACCENT = "#1f5d73"

#: Verdict to the colour of its words and shapes: all of them dark enough to be read on white, in grey as well.
VERDICTS: dict[str, str] = {
    "good": "#1f5d73",
    "slight": "#85540a",
    "clear": "#9c2f16",
    "cant_tell": "#4d5966",
    "measured": "#1b242e",
}

#: Verdict to the ground of its band, from light to dark as from good to clearly off: a grey print keeps the order.
BANDS: dict[str, str] = {"good": "#e6f1f4", "slight": "#efd6a6", "clear": "#cf9c86", "measured": "#eceff2"}

#: Side to the colour of its line; the shapes of their points differ as well.
SIDES: dict[str | None, str] = {"left": "#1f5d73", "right": "#8a4a12", None: "#1b242e"}


def luminance(colour: str) -> float:
    """Relative luminance in [0, 1] of "#rrggbb" (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255.0 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2); what a grey print leaves of it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
