"""``posecheck app``: the server in the foreground, and the page in the browser."""

from __future__ import annotations

import socket

from posecheck.errors import InputError


def run_app(host: str, port: int, browser: bool) -> int:
    """Serves until Ctrl-C.

    Raises:
        InputError: the port is taken, or others could reach the address and no sign-in is set up.
    """
    from posecheck.ui.server import check_address, serve

    check_address(host)
    _check_free(host, port)
    serve(host, port, browser)
    return 0


def _check_free(host: str, port: int) -> None:
    """Streamlit would take the next port instead, and the address in somebody's bookmark would be another program's."""
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        raise InputError(f"Port {port} of {host} can't be used ({error.strerror}): name another with --port.") from None
