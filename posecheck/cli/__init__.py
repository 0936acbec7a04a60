"""The command ``posecheck``. Fast to start: what a command needs is imported when it runs."""

from __future__ import annotations

import os
import sys

#: Small matrices are multiplied faster by one thread than by several that wait for each other. Read by NumPy's library
#: when it is loaded, which is later.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line.

    Args:
        arguments: without the program's name; None takes those of the process.

    Returns:
        The exit code: 0 done, 1 the doctor found something missing, 2 bad input, 130 stopped by Ctrl-C.
    """
    from posecheck.cli.interrupt import ended, remember
    from posecheck.errors import PosecheckError

    remember()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        from posecheck.cli.commands import app

        app(arguments, prog_name="posecheck")
    except KeyboardInterrupt:
        return ended()
    except PosecheckError as error:
        print(error, file=sys.stderr)
        return 2
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0
