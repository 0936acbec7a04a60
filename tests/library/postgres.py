"""A PostgreSQL server of the tests' own: in a folder, on a socket in it, and gone with it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path | None:
    """The folder with the server's programs; None where there are none."""
    found = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    on_path = shutil.which("initdb")
    found += [Path(on_path).resolve().parent] if on_path else []
    return next((place for place in found if (place / "initdb").exists() and (place / "postgres").exists()), None)


def user() -> str | None:
    """Who may run it: oneself, or another one where one is root; None where there is nobody."""
    if os.getuid():
        return pwd.getpwuid(os.getuid()).pw_name
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names), None)


class Server:
    """A running server."""

    def __init__(self, bin_folder: Path, folder: Path, account: str) -> None:
        self._bin, self._folder, self._account = bin_folder, folder, account

    def run(self, program: str, *arguments: str) -> None:
        """Runs one of its programs."""
        subprocess.run(
            [str(self._bin / program), *arguments],
            user=self._account if not os.getuid() else None,
            cwd=self._folder,
            env={**os.environ, "LC_ALL": "C"},
            check=True,
            capture_output=True,
            timeout=60,
        )

    def database(self) -> str:
        """URL of a new empty database."""
        name = f"t{uuid.uuid4().hex}"
        self.run("createdb", "-h", str(self._folder), "-U", "tests", name)
        return f"postgresql://tests@/{name}?host={self._folder}"


@contextmanager
def serving(bin_folder: Path, account: str) -> Iterator[Server]:
    """A server, stopped and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="posecheck-pg-", dir="/tmp"))  # its socket's path must be short
    if not os.getuid():
        shutil.chown(folder, account)
    server = Server(bin_folder, folder, account)
    data = str(folder / "data")
    try:
        server.run("initdb", "-D", data, "-U", "tests", "-A", "trust", "--no-sync", "-E", "UTF8")
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        server.run("pg_ctl", "-D", data, "-w", "-o", options, "-l", str(folder / "log"), "start")
        try:
            yield server
        finally:
            server.run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
