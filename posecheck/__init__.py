"""posecheck looks at a person through one ordinary camera and checks yoga poses: numbers, sides, honest margins.

import posecheck

checked = posecheck.check_file("clip.mp4")
for finding in checked.summary.findings:
    print(finding.check.title, finding.value, finding.margin, finding.verdict)
"""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"

__all__ = ["Checked", "PosecheckError", "__version__", "check_file", "compare", "open_session"]


def __getattr__(name: str) -> Any:
    """The public names, imported when they are first asked for: the terminal's help needs none of them."""
    if name == "PosecheckError":
        from posecheck.errors import PosecheckError

        return PosecheckError
    if name in __all__:
        from posecheck import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
