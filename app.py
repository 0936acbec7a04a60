"""The app: ``posecheck app``, ``streamlit run app.py`` or ``python app.py`` starts it on this machine."""

import streamlit as st

from posecheck.ui import server

app = st.App(server.SCRIPT, routes=server.routes(), middleware=server.middleware(), lifespan=server.lifespan)

if __name__ == "__main__":
    app.run(config=server.settings())
