"""How the two networks behave on photographs, where no truth is known: do they follow, agree and stay put?

    python benchmarks/photographs.py --photos FOLDER

Each photograph is shown as it is, turned by 3 deg either way, in a mirror, and framed anew (smaller, shifted); the
landmarks are found afresh each time. Told are how much of the turn the hip line makes (1 is right; asked of lines that
lie across the picture for at least half of their length: one that points at the camera hardly turns), how far picture
and mirror image disagree, how much a new frame changes, how far eyes and landmarks are apart, and how many crops the
eyes answer: they refuse what is unlike anything they learned from.
"""

from __future__ import annotations

import argparse
import warnings
from pathlib import Path

import cv2
import numpy as np

from posecheck.body.sight import Sight
from posecheck.eyes.look import Looker
from posecheck.measure.anatomy import lean_deg
from posecheck.measure.refine import refined
from posecheck.media.frame import Frame
from posecheck.media.landmarker import Landmarker

#: The slope of the hip line has a meaning for people whose trunk is no further from upright than this.
TURN_DEG, UPRIGHT_DEG = 3.0, 50.0

#: The least share of the hip line that lies across the picture.
ACROSS = 0.5


def turned(pixels: np.ndarray, deg: float) -> np.ndarray:
    """The picture turned clockwise about its middle."""
    height, width = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -deg, 1.0)
    return cv2.warpAffine(pixels, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)


def framed(pixels: np.ndarray) -> np.ndarray:
    """The picture smaller and off the middle of a grey one."""
    height, width = pixels.shape[:2]
    small = cv2.resize(pixels, None, fx=0.8, fy=0.8, interpolation=cv2.INTER_AREA)
    frame = np.full_like(pixels, 127)
    top, left = int(0.14 * height), int(0.03 * width)
    frame[top : top + small.shape[0], left : left + small.shape[1]] = small
    return frame


def sights(pixels: np.ndarray, landmarker: Landmarker) -> dict[str, Sight] | None:
    """What both networks see in a picture; None where nobody upright is found."""
    body = landmarker(Frame(0.0, np.ascontiguousarray(pixels)))
    if not body.seen or float(lean_deg(body)) > UPRIGHT_DEG:
        return None
    return {"eyes": Looker()(pixels, body).sight, "landmarks": refined(body)}


def slope(seen: dict[str, Sight] | None, source: str) -> float:
    """Slope of the hip line in degrees; NaN where nothing was seen."""
    return float(seen[source].slope_deg) if seen else np.nan


def follows(before: dict[str, Sight] | None, after: dict[str, Sight] | None, now: Sight, source: str) -> float:
    """How much of the turn between two pictures the hip line made; NaN where one shows nothing, or it can't tell."""
    across = float(now.line[0])
    if not (before and after and abs(across) >= ACROSS):
        return np.nan
    rise = float(after[source].line[1] - before[source].line[1])
    return rise / (2.0 * across * np.sin(np.radians(TURN_DEG)))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=Path, required=True)
    warnings.simplefilter("ignore")
    table: dict[str, list[list[float]]] = {"eyes": [], "landmarks": []}
    apart, people = [], 0
    with Landmarker(still=True) as landmarker:
        for path in sorted(parser.parse_args().photos.glob("*.jpg")):
            pixels = cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
            shown = (pixels, turned(pixels, TURN_DEG), turned(pixels, -TURN_DEG), pixels[:, ::-1], framed(pixels))
            told = [sights(picture, landmarker) for picture in shown]
            if told[0] is None:
                continue
            people += 1
            for source, rows in table.items():
                now, _, _, mirror, frame = (slope(seen, source) for seen in told)
                gain = follows(told[2], told[1], told[0][source], source)
                rows.append([now, gain, abs(now + mirror), abs(now - frame)])
            eyes, marks = told[0]["eyes"], told[0]["landmarks"]
            apart.append(
                [
                    abs(float(eyes.slope_deg - marks.slope_deg)),
                    float(np.hypot(eyes.line_spread_deg, marks.line_spread_deg)),
                ]
            )
    print(f"{people} people upright enough.\n")
    print(
        "| read by | answered | makes of a turn: median, 10-90 % (people) | mirror apart: median, 90 % "
        "| framed anew: median, 90 % |\n" + "|---" * 5 + "|"
    )
    for source, rows in table.items():
        now, gain, mirror, frame = np.array(rows).T
        quantiles = [np.nanquantile(gain, q) for q in (0.5, 0.1, 0.9)] if np.isfinite(gain).any() else [np.nan] * 3
        print(f"| {source} | {np.isfinite(now).sum()} | {quantiles[0]:.2f}, {quantiles[1]:.2f}-{quantiles[2]:.2f} "
              f"({np.isfinite(gain).sum()}) "
              f"| {np.nanmedian(mirror):.1f}, {np.nanquantile(mirror, 0.9):.1f} deg | {np.nanmedian(frame):.1f}, "
              f"{np.nanquantile(frame, 0.9):.1f} deg |")  # fmt: skip
    far, spread = np.array(apart).T
    print(f"\nEyes and landmarks apart: median {np.nanmedian(far):.1f} deg; beyond two of their spreads in "
          f"{np.nanmean(np.where(np.isnan(far), np.nan, far > 2 * spread)):.0%}.")  # fmt: skip


if __name__ == "__main__":
    main()
