"""A client's page: who it is, their recordings, each check over dates, before and after, and the end of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from posecheck.errors import PosecheckError
from posecheck.library.facts import Client, Recording, State
from posecheck.library.folders import ENDINGS, folder_files
from posecheck.library.library import Library
from posecheck.ui import cookie
from posecheck.ui.pages import compare
from posecheck.ui.shelf import client_form, door, farewell, links, texts, trends
from posecheck.ui.shelf.items import shelved
from posecheck.ui.shelf.links import plain
from posecheck.ui.texts import COMPARE
from posecheck.ui.uploader import uploader
from posecheck.ui.visits import Visit

show_receipt = farewell.show_receipt


def show(library: Library, client: Client) -> None:
    """Draws the page."""
    visit = cookie.visit()
    links.to_library()
    _show_head(library, client)
    # What is above and around the uploader stays the same: moved, it would begin anew and lose what is on its way.
    here, elsewhere = st.columns([3, 2]) if door.at_this_machine() else (st.container(), None)
    with here:
        arrived = uploader(visit.token, client.id)
    if elsewhere:
        with elsewhere:
            _show_folder(library, client)
    if arrived:
        _tell(library, visit, arrived)
    recordings = library.recordings.find(client.id)
    view = st.segmented_control(
        texts.CLIENTS,
        list(texts.VIEWS),
        default="recordings",
        format_func=texts.VIEWS.get,
        key=f"view-{client.id}",
        label_visibility="collapsed",
        required=True,
    )
    if view == "data":
        farewell.show(library, client)
    elif view == "dates":
        trends.show(library, client)
    elif view == "compare":
        _show_compare(library, visit, recordings)
    else:
        _show_recordings(library, client, recordings)


def _show_head(library: Library, client: Client) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title(plain(client.name), anchor=False, width="stretch")
        if st.button(_CHANGE):
            client_form.change(library, client)
    told = [" ".join(f":gray-badge[{plain(tag)}]" for tag in client.tags)] if client.tags else []
    on = texts.day(client.consent_on) if client.consent_on else ""
    agreed = texts.CONSENT.format(on=on or "?", note=plain(client.consent_note)).rstrip(": ")
    told.append(agreed if client.consent_note or on else texts.NO_CONSENT)
    if client.keep_until and client.keep_until >= datetime.now(UTC).date():
        told.append(texts.KEEP.format(on=texts.day(client.keep_until)))
    st.markdown(" · ".join(told))
    if client.keep_until and client.keep_until < datetime.now(UTC).date():
        st.warning(texts.KEEP_PASSED.format(on=texts.day(client.keep_until)))


_CHANGE = texts.CLIENT["change"]


def _tell(library: Library, visit: Visit, arrived: str) -> None:
    """What became of an upload; the page then shows it in its list."""
    outcome = visit.outcomes.pop(arrived, None)
    if outcome and outcome.duplicate:
        whose = library.clients.get(outcome.recording.client_id).name
        st.info(texts.already(outcome.recording.name, whose))


def _show_folder(library: Library, client: Client) -> None:
    with st.expander(texts.ADD_FOLDER), st.form(f"folder-{client.id}", border=False):
        place = st.text_input(texts.FOLDER)
        in_place = st.checkbox(texts.FOLDER_IN_PLACE, help=texts.FOLDER_IN_PLACE_HELP)
        if st.form_submit_button(texts.TAKE_IN) and place.strip():
            _take_in(library, client, Path(place.strip()).expanduser(), in_place)


def _take_in(library: Library, client: Client, place: Path, in_place: bool) -> None:
    """Brings in a file, or all recordings of a folder; says how many, and what could not be read."""
    try:
        files = [place] if place.is_file() or place.suffix.lower() in ENDINGS else folder_files(place)
    except PosecheckError as error:
        st.error(str(error))
        return
    bar, outcomes = st.progress(0.0), []
    for number, file in enumerate(files):
        bar.progress(number / len(files), plain(file.name))
        try:
            outcomes.append(library.intake.add(client.id, file, in_place=in_place))
        except PosecheckError as error:
            st.error(str(error))
    bar.empty()
    known = sum(outcome.duplicate for outcome in outcomes)
    st.info(texts.taken_in(len(outcomes) - known, known))


def _show_recordings(library: Library, client: Client, recordings: tuple[Recording, ...]) -> None:
    if not recordings:
        st.markdown(texts.NO_RECORDINGS)
    if any(one.state in (State.WAITING, State.RUNNING) for one in recordings):
        _follow(client.id)
    else:
        _list(recordings)


@st.fragment(run_every=0.7)
def _follow(client_id: str) -> None:
    """The list while something of it is analysed; draws the whole page again when that has ended."""
    recordings = door.again().recordings.find(client_id)
    if not any(one.state in (State.WAITING, State.RUNNING) for one in recordings):
        st.rerun()
    _list(recordings)


def _list(recordings: tuple[Recording, ...]) -> None:
    for recording in recordings:
        links.to_recording(recording.id, links.recording_line(recording))
        if recording.state is State.FAILED and recording.error:
            st.caption(plain(recording.error))


def _show_compare(library: Library, visit: Visit, recordings: tuple[Recording, ...]) -> None:
    """Two recordings that show one pose: at first the newest, and the oldest that it can be compared with."""
    done = [one for one in recordings if one.state is State.DONE and one.holds]
    alike = {one.id: [other for other in done if other is not one and _shared(one, other)] for one in done}
    names = {one.id: f"{texts.day(one.filmed_on)} · {one.name}" for one in done if alike[one.id]}
    if not names:
        st.markdown(texts.COMPARE_NEEDS)
        return
    first, second = st.columns(2)
    newest = next(iter(names))
    oldest = alike[newest][-1].id
    before = first.selectbox(
        COMPARE["first"], list(names)[::-1], list(names)[::-1].index(oldest), format_func=names.get, key="shelf-before"
    )
    others = [one.id for one in alike[before]]
    after = second.selectbox(COMPARE["second"], others, format_func=names.get, key=f"shelf-after-{before}")
    chosen = {one.id: one for one in done}
    try:
        items = [shelved(visit, library, chosen[one]) for one in (before, after)]
    except PosecheckError as error:
        st.error(str(error))
    else:
        compare.show(visit, items)


def _shared(one: Recording, other: Recording) -> bool:
    """Whether both show a pose and form."""
    return bool({(held.pose, held.form) for held in one.holds} & {(held.pose, held.form) for held in other.holds})
