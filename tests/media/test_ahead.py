"""Work done ahead: the same items, in order, and no thread left behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from posecheck.media.ahead import ahead


def workers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "posecheck-ahead"]


def test_the_same_items_in_the_same_order() -> None:
    with ahead(iter_of(100), 3) as items:
        assert list(items) == list(range(100))
    assert not workers()


def iter_of(count: int) -> Iterator[int]:
    yield from range(count)


def test_one_thread_after_another() -> None:
    with ahead(iter_of(50), 1) as first, ahead((2 * item for item in first), 1) as second:
        assert list(second) == list(range(0, 100, 2))
    assert not workers()


def test_it_is_no_further_ahead_than_it_may_be() -> None:
    made = []

    def items() -> Iterator[int]:
        for item in range(100):
            made.append(item)
            yield item

    with ahead(items(), 2) as taken:
        assert next(taken) == 0
        time.sleep(0.2)
        assert len(made) <= 4  # one taken, two waiting, one in hand


def test_an_error_comes_where_the_item_would_have_come() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    with ahead(items(), 3) as taken:
        assert next(taken) == 1
        with pytest.raises(ValueError, match="broken"):
            next(taken)
    assert not workers()


@pytest.mark.parametrize("taken", [0, 1, 3])
def test_leaving_early_closes_the_items_in_their_thread(taken: int) -> None:
    closed_in = []

    def items() -> Iterator[int]:
        try:
            yield from range(1_000_000)
        finally:
            closed_in.append(threading.current_thread().name)

    with pytest.raises(RuntimeError), ahead(items(), 1) as found:  # noqa: PT012
        for _ in range(taken):
            next(found)
        time.sleep(0.05)
        raise RuntimeError
    assert closed_in == ["posecheck-ahead"]
    assert not workers()
