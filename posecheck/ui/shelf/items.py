"""A recording of the library as the player and the cards take it: read from what is stored, nothing is analysed."""

from __future__ import annotations

from posecheck.library.facts import Recording, State
from posecheck.library.library import Library
from posecheck.media.times import frame_times
from posecheck.ui.items import Analysed, Item
from posecheck.ui.jobs import Job
from posecheck.ui.visits import Visit

#: So many stay in memory: those that were looked at last.
_KEPT = 8


def shelved(visit: Visit, library: Library, recording: Recording) -> Item:
    """The item of an analysed recording: the one that was made before, if its result is still the same.

    Raises:
        LibraryError: it is not analysed yet, or can't be read.
        MediaError: its file can't be read.
    """
    assert recording.state is State.DONE
    stamp = _stamp(library, recording)
    item = visit.shelf.pop(recording.id, None)
    if item is not None:
        visit.shelf[recording.id] = item  # the last one used stands last
    if item is not None and item.stamp == stamp:
        return item
    checked = library.results.checked(recording.id)
    if item is not None and item.check.result:  # put right by hand, or analysed again: the film is the same
        item.renew(Analysed(checked, item.check.result.frame_times_s), stamp)
        return item
    film = recording.kind != "landmarks" and checked.path.exists()
    times = frame_times(checked.path) if film else []
    item = Item(checked.path, visit.folder(), Job.ended(Analysed(checked, times)), stamp=stamp)
    visit.shelf[recording.id] = item
    visit.forget(list(visit.shelf)[:-_KEPT])
    return item


def _stamp(library: Library, recording: Recording) -> tuple[str, ...]:
    """What a result rests on: another one when any of it has changed."""
    result = library.results.of(recording.id)
    holding = [one.id for one in library.corrections(recording.id) if one.holds]
    return (result.id if result else "", *holding)
