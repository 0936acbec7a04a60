"""Everything about a client as one archive to take away, and the end: deleted for good, with a receipt."""

from __future__ import annotations

import streamlit as st

from posecheck.errors import PosecheckError
from posecheck.library.erasure import to_json
from posecheck.library.facts import Client, Receipt
from posecheck.library.library import Library
from posecheck.ui import cookie
from posecheck.ui.shelf import parcels, texts
from posecheck.ui.shelf.links import plain
from posecheck.ui.visits import VISITS

#: Where the page remembers the receipt of what was deleted in this session.
_RECEIPT = "receipt"


def show(library: Library, client: Client) -> None:
    """What can be taken away, and how to delete."""
    st.header(texts.EXPORT, anchor=False)
    st.markdown(texts.EXPORT_HINT)
    st.link_button(texts.EXPORT_SAVE, f"/{parcels.address(cookie.visit(), client.id)}")
    st.header(texts.DELETE, anchor=False)
    st.markdown(texts.DELETE_HINT.format(name=f"**{plain(client.name)}**", count=client.recordings))
    with st.form(f"delete-{client.id}", width=420):
        typed = st.text_input(texts.DELETE_TYPE.format(name=client.name), autocomplete="off")
        if st.form_submit_button(texts.DELETE_DO):
            if " ".join(typed.split()) == client.name:
                _delete(library, client)
            else:
                st.error(texts.DELETE_UNLIKE)


def _delete(library: Library, client: Client) -> None:
    recordings = [one.id for one in library.recordings.find(client.id)]
    try:
        receipt = library.erasure.delete(client.id)
    except PosecheckError as error:
        st.error(str(error))
        return
    VISITS.forget(library.owner, recordings)
    st.session_state[_RECEIPT] = receipt
    st.rerun()


def show_receipt() -> bool:
    """The receipt of what was deleted on this page; whether there is one."""
    receipt: Receipt | None = st.session_state.get(_RECEIPT)
    if receipt is None or receipt.client_id != st.query_params.get("client"):
        return False
    st.title(texts.RECEIPT, anchor=False)
    st.markdown(
        texts.RECEIPT_TOLD.format(
            rows=sum(count for _, count in receipt.rows),
            files=len(receipt.files),
            size=texts.size(sum(size for _, _, size in receipt.files)),
            at=texts.moment(receipt.deleted_at),
        )
    )
    if receipt.left_in_place:
        st.markdown(texts.RECEIPT_LEFT.format(count=receipt.left_in_place))
    if receipt.traces:
        st.error(texts.RECEIPT_TRACES.format(where="; ".join(f"{one.what}, {one.where}" for one in receipt.traces)))
    else:
        st.success(texts.RECEIPT_CLEAN)
    name = f"receipt {receipt.deleted_at:%Y-%m-%d}.json"
    st.download_button(texts.RECEIPT_SAVE, to_json(receipt), name, "application/json", on_click="ignore")
    return True
