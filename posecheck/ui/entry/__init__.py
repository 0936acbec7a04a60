"""What Streamlit runs. Not in ``posecheck.ui``: beside a folder ``pages`` it would run each page by itself."""
