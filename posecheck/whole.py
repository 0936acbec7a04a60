"""Writing a file so that it is there whole or not at all, whatever happens meanwhile."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def whole(path: Path, *, private: bool = False, lasting: bool = False) -> Iterator[BinaryIO]:
    """A stream into a hidden file beside ``path``, moved there at the end of the block; an error leaves nothing.

    Args:
        private: only its user may read it; else whoever may read new files of this user.
        lasting: it is on the disk when the block ends, also when the power goes then.

    Raises:
        OSError: it can't be written.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".posecheck-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            if lasting:
                stream.flush()
                os.fsync(stream.fileno())
        if not private:
            temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
