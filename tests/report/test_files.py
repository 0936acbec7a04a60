"""Result files are written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

import pytest

from posecheck.errors import OutputError
from posecheck.report.files import check_target, names_folder, write_text, write_whole


def test_text_is_written_as_it_is(tmp_path: Path) -> None:
    write_text(tmp_path / "new.txt", "3 ± 1°\n")
    assert (tmp_path / "new.txt").read_bytes() == "3 ± 1°\n".encode()


def test_an_older_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text("a much longer text than the new one")
    write_text(tmp_path / "old.txt", "new")
    assert (tmp_path / "old.txt").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["old.txt"]


@pytest.mark.parametrize("error", [ValueError("wrong"), KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_a_failure_keeps_the_older_file(error: BaseException, tmp_path: Path) -> None:
    def half(stream: BinaryIO) -> None:
        stream.write(b"half")
        stream.flush()
        assert len(list(tmp_path.iterdir())) == 2
        raise error

    (tmp_path / "old.txt").write_text("old")
    with pytest.raises(OutputError if isinstance(error, OSError) else type(error)) as caught:
        write_whole(tmp_path / "old.txt", half)
    assert [path.name for path in tmp_path.iterdir()] == ["old.txt"]
    assert (tmp_path / "old.txt").read_text() == "old"
    if isinstance(error, OSError):
        assert str(caught.value) == (
            f"{tmp_path / 'old.txt'} cannot be written (no space left on device): choose another place."
        )


@pytest.mark.skipif(os.name == "nt", reason="files have no mode on Windows")
def test_others_may_read_it_as_they_may_any_file(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    write_text(tmp_path / "result", "x")
    assert stat.S_IMODE((tmp_path / "result").stat().st_mode) == stat.S_IMODE((tmp_path / "plain").stat().st_mode)


def test_a_name_as_long_as_names_can_be(tmp_path: Path) -> None:
    write_text(tmp_path / ("x" * 255), "x")
    assert [len(path.name) for path in tmp_path.iterdir()] == [255]


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is a folder: name a file in it"):
        check_target(tmp_path)
    with pytest.raises(OutputError, match="does not exist: make it first"):
        check_target(tmp_path / "none" / "result")
    with pytest.raises(OutputError, match="choose another place"):
        check_target(tmp_path / ("x" * 300))
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="make it first"):
        check_target(tmp_path / "file" / "result")
    check_target(tmp_path / "file")
    check_target(tmp_path / "new")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_which_names_mean_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert names_folder(str(tmp_path))
    assert names_folder(f"{tmp_path}/new/")
    assert not names_folder(f"{tmp_path}/new")
    assert not names_folder(f"{tmp_path}/file")
    assert not names_folder("x" * 5000)
