"""``python -m posecheck``: the same as the command ``posecheck``."""

from __future__ import annotations

import sys

from posecheck.cli import main

if __name__ == "__main__":
    sys.exit(main())
