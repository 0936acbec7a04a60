"""What Streamlit runs at every interaction: the navigation, and the page chosen in it."""

from pathlib import Path

import streamlit as st

from posecheck.ui import cookie, pages

#: A file of our own: Streamlit fetches symbols and emoji for the tab from elsewhere.
ICON = Path(__file__).parents[1] / "icon.png"

#: Streamlit leaves a tenth of a small screen empty above the page, and offers to link to each heading.
_STYLE = """<style>
[data-testid=stMainBlockContainer] { padding-top: 4.5rem; padding-bottom: 3rem; }
[data-testid=stHeaderActionElements] { display: none; }
</style>"""


def main() -> None:
    """Shows the page that is chosen."""
    st.set_page_config(page_title="posecheck", page_icon=str(ICON), layout="wide")
    st.html(_STYLE)
    cookie.visit()
    st.navigation([module.PAGE for module in pages.modules().values()], position="top").run()


main()
