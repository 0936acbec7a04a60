"""A client over dates: a chart of each check of a pose, what has changed, left against right, and the pictures."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st
from PIL import Image

from posecheck import words
from posecheck.body.skeleton import Side
from posecheck.library.facts import Client, Difference, Picture, Point, Recording, Series, State
from posecheck.library.library import Library
from posecheck.measure.margin import Pairing
from posecheck.poses import POSES
from posecheck.poses.checks import Check
from posecheck.report.words import CHART_LEGEND, HAND, HAND_SHAPE, SIDES_LEGEND
from posecheck.session.compare import Change, Trend
from posecheck.session.summary import Finding, cannot_tell
from posecheck.session.wording import change_text
from posecheck.ui.shelf import dates, links, texts

#: A pose and its form.
Kind = tuple[str, str | None]

#: Recordings whose pictures are shown at first.
_FEW = 4

#: How high they are shown.
_HIGH_PX = 180


def show(library: Library, client: Client) -> None:
    """Draws the charts of the pose that is chosen."""
    series = [one for one in library.timeline.of(client.id) if one.pose in POSES]
    if not series:
        st.markdown(texts.NOTHING_YET)
        return
    kinds = sorted(
        {(one.pose, one.form) for one in series}, key=lambda kind: (list(POSES).index(kind[0]), kind[1] or "")
    )
    kind = kinds[0]
    if len(kinds) > 1:
        number = st.pills(
            texts.POSE,
            range(len(kinds)),
            default=0,
            format_func=lambda n: _title(kinds[n]),
            key=f"kind-{client.id}",
            label_visibility="collapsed",
            required=True,
        )
        kind = kinds[number or 0]
    st.header(_title(kind), anchor=False)
    mine = [one for one in series if (one.pose, one.form) == kind]
    sides = [one for one in library.timeline.sides(client.id) if (one.pose, one.form) == kind]
    days = {recording.id: recording.filmed_on for recording in library.recordings.find(client.id)}
    _show_legend(mine)
    columns = st.columns(2, gap="large")
    shown = 0
    for check in POSES[kind[0]].checks:
        of_check = sorted((one for one in mine if one.check == check.key), key=lambda one: one.side or "")
        if any(math.isfinite(point.value) for one in of_check for point in one.points):
            with columns[shown % 2]:
                _show_check(check, of_check, [one for one in sides if one.check == check.key], days)
            shown += 1
    _show_pictures(library, client, kind)


def _title(kind: Kind) -> str:
    return words.form_title(POSES[kind[0]], kind[1])


def _show_legend(series: Sequence[Series]) -> None:
    told = [CHART_LEGEND]
    if any(one.side for one in series):
        told.insert(0, SIDES_LEGEND)
    if any(point.source == "hand" for one in series for point in one.points):
        told.append(f"{HAND_SHAPE} {HAND}.")
    st.caption(" ".join(told))


def _show_check(check: Check, series: Sequence[Series], sides: Sequence[Difference], days: dict[str, date]) -> None:
    with st.container(border=True, gap="small"):
        st.subheader(check.title, anchor=False)
        dark = st.context.theme.type == "dark"
        shown = dates.chart(series, dark)
        if shown is not None:
            st.altair_chart(shown, key=f"chart-{check.key}", width="stretch")
        told = [line for one in series for line in changes(check, one, days)]
        told += [_of_sides(check, one, series, days) for one in sides[-1:]]
        st.markdown("\n".join(f"- {line}" for line in told) if told else texts.ONE_DATE)
        with st.expander(texts.DATES_TABLE, type="compact"):
            st.table(_table(series), hide_index=True)


def _table(series: Sequence[Series]) -> list[dict[str, str]]:
    rows = [
        (point.filmed_on, one.side or "", {texts.DATE: texts.day(point.filmed_on), texts.SIDE: one.side or "-",
         texts.VALUE: dates.point_text(one, point)})
        for one in series
        for point in one.points
    ]  # fmt: skip
    return [row for _, _, row in sorted(rows, key=lambda row: row[:2])]


def changes(check: Check, series: Series, days: dict[str, date]) -> Iterable[str]:
    """From the first date to the last, and since the one before, where that is another pair."""
    shown = [(texts.FIRST_TO_LAST, series.whole), *((texts.SINCE_BEFORE, step) for step in series.steps[-1:])]
    told_pairs = set()
    for form, one in shown:
        if one is None or (one.before, one.after) in told_pairs:
            continue
        told_pairs.add((one.before, one.after))
        when = form.format(first=texts.day(days[one.before]), last=texts.day(days[one.after]))
        side = f"{series.side}, " if series.side else ""
        yield texts.begun(f"{side}{when}: ") + told(check, one, [series])


def _of_sides(check: Check, one: Difference, series: Sequence[Series], days: dict[str, date]) -> str:
    return f"{texts.SIDES.format(on=texts.day(days[one.after]))}: " + told(check, one, series)


@dataclass(frozen=True, slots=True)
class _End:
    """One of the two holds that are compared, as far as its words are concerned."""

    side: Side | None


@dataclass(frozen=True, slots=True)
class _Ends:
    pairing: Pairing
    before: _End
    after: _End


def told(check: Check, one: Difference, series: Iterable[Series]) -> str:
    """A change in words: shape and word of what it amounts to, by how much, and with what margin."""
    points = {(side.side, point.recording_id, point.hold): point for side in series for point in side.points}
    before = points.get((one.before_side, one.before, one.before_hold))
    after = points.get((one.after_side, one.after, one.after_hold))
    change = Change(check, _end(check, before), _end(check, after), one.value, one.margin, Trend(one.trend), one.reason)
    ends = _Ends(Pairing(one.pairing), *(_End(Side(s) if s else None) for s in (one.before_side, one.after_side)))
    word, shape = (words.SIDES_WORDS if ends.pairing.sides else words.TREND_WORDS)[one.trend]
    text = change_text(change, ends)  # type: ignore[arg-type]
    colour = {Trend.BETTER: "blue", Trend.WORSE: "orange" if ends.pairing.sides else "red", Trend.CHANGED: "orange"}
    return f":{colour.get(change.trend, 'gray')}-badge[{shape} {word}] {text}"


def _end(check: Check, point: Point | None) -> Finding:
    """The finding at one end; what was told as a change from an own zero says nothing of which way it lay before."""
    if point is None or point.against:
        return cannot_tell(check, words.HIDDEN)
    return dates.finding_of(check, point)


def _show_pictures(library: Library, client: Client, kind: Kind) -> None:
    """Best and worst moment of each hold, the newest recording first."""
    held = [
        one
        for one in library.recordings.find(client.id, state=State.DONE)
        if any((hold.pose, hold.form) == kind for hold in one.holds)
    ]
    if not held:
        return
    st.header(texts.PICTURES, anchor=False)
    everything = len(held) <= _FEW or st.checkbox(texts.SHOW_ALL.format(count=len(held)), key=f"pictures-{client.id}")
    for recording in held if everything else held[:_FEW]:
        links.to_recording(recording.id, f"**{texts.day(recording.filmed_on)}** · {links.plain(recording.name)}")
        result = library.results.of(recording.id)
        if result:
            show_strip(library, recording, result.pictures, kind)


def show_strip(library: Library, recording: Recording, pictures: Sequence[Picture], kind: Kind | None = None) -> None:
    """The pictures of a recording's holds side by side; of one pose and form where that is given."""
    wanted = [
        picture
        for picture in pictures
        if picture.hold < len(recording.holds)
        and (kind is None or (recording.holds[picture.hold].pose, recording.holds[picture.hold].form) == kind)
    ]
    with st.container(horizontal=True):
        for picture in wanted:
            hold = recording.holds[picture.hold]
            side = f"{hold.side}, " if hold.side else ""
            label = f"{side}{texts.BEST_WORST[picture.moment].lower()} · {texts.clock(picture.time_s)}"
            jpeg = library.results.picture(picture.id)
            st.image(jpeg, texts.begun(label), width=_width(jpeg), alt=f"{links.held_text(hold)}: {label}")


def _width(jpeg: bytes) -> int:
    """Of a picture that is as high as the others."""
    width, height = Image.open(io.BytesIO(jpeg)).size
    return max(1, min(round(_HIGH_PX * width / height), 2 * _HIGH_PX))
