"""Reports of a recording to take away: on paper, as a page, and as data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from posecheck.api import Checked
from posecheck.library import papers
from posecheck.library.facts import Recording
from posecheck.library.library import Library
from posecheck.report import fhir, html, listing, pdf, tables
from posecheck.report.sheet import Sheet
from posecheck.ui.shelf import texts

#: Form of a report to its ending, what a browser is told it is, and what makes it.
_FORMS: dict[str, tuple[str, str, Callable[[Sequence[Sheet]], str | bytes]]] = {
    "PDF": (".pdf", "application/pdf", pdf.to_pdf),
    "HTML": (".html", "text/html", html.to_html),
    "JSON": (".json", "application/json", listing.to_json),
    "CSV": (".csv", "text/csv", listing.to_csv),
    "FHIR": (" FHIR.json", "application/fhir+json", fhir.to_json),
}

_SHOW_PICTURES = ("PDF", "HTML", "JSON")


def show(library: Library, recording: Recording, checked: Checked) -> None:
    """What can be taken away. A report is made when it is asked for."""
    st.header(texts.REPORTS, anchor=False)
    st.caption(texts.REPORTS_HINT)
    form = st.segmented_control(
        texts.REPORT_FORM,
        list(_FORMS),
        default="PDF",
        key=f"form-{recording.id}",
        label_visibility="collapsed",
        required=True,
    )
    ending, mime, make = _FORMS[form or "PDF"]
    with st.container(horizontal=True, vertical_alignment="center"):
        blur = st.checkbox(texts.REPORT_BLUR, key=f"blur-{recording.id}", disabled=form not in _SHOW_PICTURES)
        if form == "PDF":
            paper = st.selectbox(
                texts.REPORT_PAPER,
                list(texts.PAPERS),
                format_func=texts.PAPERS.get,
                key=f"paper-{recording.id}",
                label_visibility="collapsed",
                width=150,
            )
            make = partial(pdf.to_pdf, paper=paper)
    name = f"{recording.filmed_on} {library.clients.get(recording.client_id).name}{ending}"
    with st.container(horizontal=True):
        _save(texts.REPORT_SAVE.format(form=form), partial(_made, library, recording.id, make, blur), name, mime)
        moments = f"{recording.filmed_on} {checked.path.stem}.csv"
        _save(texts.REPORT_MOMENTS, partial(tables.to_csv, checked), moments, "text/csv")


def _save(label: str, make: Callable[[], str | bytes], name: str, mime: str) -> None:
    st.download_button(label, make, name, mime, on_click="ignore")


def _made(library: Library, recording_id: str, make: Callable[[Sequence[Sheet]], str | bytes], blur: bool) -> bytes:
    made = make(papers.sheets(library, recording_id, blur=blur))
    return made.encode() if isinstance(made, str) else made
