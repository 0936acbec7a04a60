"""Each sample is checked once for all tests."""

from __future__ import annotations

import os
import sys

import pytest
from clips import NAMES, sample
from terminal import Batch, posecheck

#: posecheck is started hundreds of times: where compiled modules are not kept, it would be compiled as often.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """All samples, checked by one command."""
    folder = tmp_path_factory.mktemp("samples")
    files = [sample(name) for name in NAMES]
    done = posecheck("check", *files, "--jobs", "2", "--json", folder, "--csv", folder, "--landmarks", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return Batch(done, folder)
