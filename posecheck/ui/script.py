"""What Streamlit runs at every interaction: the navigation, and the page chosen in it."""

from pathlib import Path

import streamlit as st

from posecheck.ui.pages import start, trust

PAGES = (start.PAGE, trust.PAGE)

#: A file of our own: Streamlit fetches symbols and emoji for the tab from elsewhere.
ICON = Path(__file__).with_name("icon.png")


def main() -> None:
    """Shows the page that is chosen."""
    st.set_page_config(page_title="posecheck", page_icon=str(ICON), layout="wide")
    st.navigation(list(PAGES), position="top").run()


main()
