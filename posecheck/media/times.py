"""The times of all frames of a file, which a player needs to show each of them; and when it was filmed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from posecheck.media.source import Media
from posecheck.media.ticks import seconds
from posecheck.media.video import open_media, opened


def frame_times(path: Path) -> list[float]:
    """Seconds from the first frame, as ``Frame.time_s`` has them, of every frame; rising.

    They are read from the file's packets, which takes a hundredth of decoding it; only a file whose packets do not
    say when they are shown is decoded.

    Raises:
        MediaError: it can't be read.
    """
    with open_media(path) as media:
        if media.info.kind == "picture":
            return [0.0]
        return _from_packets(path) or _from_frames(media)


def _from_packets(path: Path) -> list[float]:
    """Empty where a packet does not say when it is shown."""
    with opened(path) as (container, stream):
        stamps = {packet.pts for packet in container.demux(stream) if packet.size and not packet.is_discard}
        if not stamps or None in stamps:
            return []
        first = min(stamps)
        return sorted(seconds(stamp - first, stream.time_base) for stamp in stamps)


def _from_frames(media: Media) -> list[float]:
    return [frame.time_s for frame in media.frames()]


#: Files from before do not exist: cameras whose clock was never set say 1904 or 1970.
_FIRST_YEAR = 1995


def filmed_at(path: Path) -> datetime | None:
    """When a video was filmed, as its container says, by the clock of the place where that is known, else in UTC.

    None where it does not say, or says what cannot be.

    Raises:
        MediaError: it can't be read.
    """
    with opened(path) as (container, stream):
        tags = {**stream.metadata, **container.metadata}
    for name in ("com.apple.quicktime.creationdate", "creation_time", "DATE_RECORDED", "date"):
        try:
            when = datetime.fromisoformat(tags.get(name, ""))
        except ValueError:
            continue
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        if when.year >= _FIRST_YEAR and when <= datetime.now(UTC):
            return when
    return None
