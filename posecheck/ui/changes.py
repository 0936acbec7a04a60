"""Changes as cards: of each check what it amounts to, by how much with its margin, and both values."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from posecheck import words
from posecheck.session.compare import Change, Pair, Trend
from posecheck.session.wording import both_text, change_text, trend_words
from posecheck.ui import texts

#: Told by word and shape first. Between left and right neither is an alarm.
_COLOURS = {Trend.BETTER: "blue", Trend.WORSE: "red", Trend.CHANGED: "orange"}


def counts(pair: Pair) -> str:
    """How many checks have come out how, in one line."""
    found = Counter(change.trend for change in pair.changes)
    shapes = words.SIDES_WORDS if pair.pairing.sides else words.TREND_WORDS
    told = [
        form.format(shape=shapes[trend][1], count=found[Trend(trend)])
        for trend, form in texts.COMPARE_COUNTS[pair.pairing.sides].items()
        if found[Trend(trend)]
    ]
    return " · ".join(told)


def show_changes(pair: Pair) -> None:
    """A card for each check, two in a row; those that can't be told in one list with their reasons."""
    told = [change for change in pair.changes if change.trend is not Trend.CANT_TELL]
    for at in range(0, len(told), 2):
        for column, change in zip(st.columns(2), told[at : at + 2], strict=False):
            with column.container(border=True, height="stretch", gap="small"):
                _card(change, pair)
    silent = [change for change in pair.changes if change.trend is Trend.CANT_TELL]
    if silent:
        with st.expander(f"{texts.NOT_SHOWN} ({len(silent)})"):
            for change in silent:
                st.markdown(f"**{change.check.title}**  \n{change_text(change, pair)}")


def _card(change: Change, pair: Pair) -> None:
    word, shape = trend_words(change, pair)
    colour = _COLOURS.get(change.trend, "gray")
    if pair.pairing.sides and colour != "gray":
        colour = "orange"
    st.markdown(f"## :{colour}-badge[{shape} {word}] **{change.check.title}**\n\n{change_text(change, pair)}")
    both = both_text(change, pair)
    if both:
        st.markdown(both)
