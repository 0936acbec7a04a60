from __future__ import annotations

import re

import posecheck


def test_the_version_is_three_numbers() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+([abc.-]\w+)?", posecheck.__version__)
