"""What can be taken away: a page to print, result as JSON and CSV, landmarks, a video with everything drawn on it."""

from __future__ import annotations

import io
from pathlib import Path

import streamlit as st

from posecheck.api import Checked
from posecheck.body.recording import write_recording
from posecheck.media.annotate import annotate
from posecheck.media.times import filmed_at
from posecheck.report.compose import Film, Frame, sheets_of
from posecheck.report.pdf import to_pdf
from posecheck.report.results import to_json
from posecheck.report.tables import to_csv
from posecheck.report.words import SET
from posecheck.ui import texts
from posecheck.ui.items import Item
from posecheck.ui.jobs import Job, Report, State
from posecheck.ui.progress import show_progress
from posecheck.ui.routes import address
from posecheck.ui.visits import Visit


def show_downloads(visit: Visit, item: Item, checked: Checked) -> None:
    """A row of buttons."""
    stem = item.path.stem
    with st.container(horizontal=True):
        kinds = (
            ("Page to print (PDF)", ".pdf", lambda: _page(item, checked), "application/pdf"),
            ("Result (JSON)", ".json", lambda: to_json(checked), "application/json"),
            ("Each moment (CSV)", ".csv", lambda: to_csv(checked), "text/csv"),
            ("Landmarks (.npz)", ".npz", lambda: _landmarks(checked), "application/octet-stream"),
        )
        for label, ending, data, mime in kinds if checked.summary.holds else kinds[1:]:
            st.download_button(label, data, stem + ending, mime, key=f"{ending}-{item.id}", on_click="ignore")
        if checked.kind != "landmarks":
            _show_drawing(visit, item, checked)


def _page(item: Item, checked: Checked) -> bytes:
    """The report; what is not known of an upload, as the day on which it was filmed, is left out."""
    filmed = filmed_at(checked.path) if checked.kind == "video" else None
    told = {SET["pose"]: item.choice.pose, SET["side"]: item.choice.side}
    settings = tuple((name, value) for name, value in told.items() if value)
    frame = Frame(filmed.date() if filmed else None, settings=settings)
    return to_pdf(sheets_of([Film.of(checked)], frame))


def _landmarks(checked: Checked) -> bytes:
    stream = io.BytesIO()
    write_recording(stream, checked.recording)
    return stream.getvalue()


def _draw(item: Item, checked: Checked, report: Report) -> Path:
    out = item.folder / "drawn.mp4"
    annotate(item.path, out, checked.summary, checked.recording.clip, on_progress=report)
    return out


def _show_drawing(visit: Visit, item: Item, checked: Checked) -> None:
    """Asked for, made, taken; asked for anew when something was set otherwise since."""
    job = item.drawing if item.drawn_choice == item.choice else None
    if job and job.state is State.DONE:
        st.link_button("Save the drawn video", f"/{address(visit, item, 'drawn')}")
        return
    if job and job.active:
        show_progress(job, f"drawing-{item.id}", item.name)
        return
    if st.button("Draw on the video", help=texts.DRAW_HINT, key=f"draw-{item.id}"):
        if item.drawing:
            item.drawing.stop()
        item.drawn_choice = item.choice
        item.drawing = Job(lambda report: _draw(item, checked, report))
        st.rerun()
    if job and job.state is State.FAILED:
        st.error(item.error(job))
