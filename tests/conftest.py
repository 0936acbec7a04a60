"""Each sample is checked once for all tests."""

from __future__ import annotations

import pytest
from clips import NAMES, sample
from terminal import Batch, posecheck


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """All samples, checked by one command."""
    folder = tmp_path_factory.mktemp("samples")
    files = [sample(name) for name in NAMES]
    done = posecheck("check", *files, "--json", folder, "--csv", folder, "--landmarks", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return Batch(done, folder)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes share the tests: a file stays together, and all that drives a browser, which begins.

    Two browsers and their servers at once would slow each other down.
    """
    if not config.pluginmanager.hasplugin("xdist") or not config.getoption("numprocesses", None):
        return
    browsing = config.rootpath / "tests" / "ui"
    items.sort(key=lambda item: browsing not in item.path.parents)
    for item in items:
        room = "browser" if browsing in item.path.parents else str(item.path)
        item.add_marker(pytest.mark.xdist_group(room))
