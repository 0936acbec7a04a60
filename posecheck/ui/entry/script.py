"""What Streamlit runs at every interaction: the navigation, and the page chosen in it."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from posecheck.ui import cookie, pages, signin, texts

#: A file of our own: Streamlit fetches symbols and emoji for the tab from elsewhere.
ICON = Path(__file__).parents[1] / "icon.png"

#: Streamlit leaves a tenth of a small screen empty above the page, offers to link to each heading, writes headings very
#: large and captions too pale to read, and cuts long links off. In a card the heading is the question, and what follows
#: it the answer, larger.
_STYLE = """<style>
[data-testid=stMainBlockContainer] { padding-top: 4.5rem; padding-bottom: 3rem; }
[data-testid=stHeaderActionElements] { display: none; }
[data-testid=stMain] [data-testid=stMainBlockContainer] h1 { font-size: 1.75rem; padding: 0.25rem 0 0.5rem; }
[data-testid=stMain] [data-testid=stMainBlockContainer] h2 { font-size: 1.25rem; padding: 0.25rem 0 0.5rem; }
[data-testid=stMain] [data-testid=stMainBlockContainer] h3 { font-size: 1.05rem; padding: 0 0 0.25rem; }
[data-testid=stMain] [data-testid=stMainBlockContainer] h2:has(.stMarkdownBadge) { font-size: 1rem; padding: 0; }
[data-testid=stMain] :has(> h2 .stMarkdownBadge) + p { font-size: 1.25rem; font-weight: 600; }
[data-testid=stMain] [data-testid=stPageLink] * { white-space: initial; overflow: visible; }
[data-testid=stMain] [data-testid=stCaptionContainer], [data-testid=stMain] summary { opacity: 1; color: inherit; }
</style>"""


def main() -> None:
    """Shows the page that is chosen."""
    st.set_page_config(page_icon=str(ICON), layout="wide")
    if signin.owner(st.context.cookies) is None:
        st.error(texts.SIGN_IN_AGAIN)
        st.stop()
    chosen = st.navigation([*(module.PAGE for module in pages.modules().values()), *_way_out()], position="top")
    st.set_page_config(page_title=f"{chosen.title} · posecheck")
    st.html(_STYLE)
    cookie.visit()
    chosen.run()


def _way_out() -> list[StreamlitPage]:
    """What signs out, for somebody who has signed in."""
    if not signin.required():
        return []
    return [st.Page(st.logout, title=texts.SIGN_IN["out"], icon=":material/logout:", url_path="sign-out")]


main()
