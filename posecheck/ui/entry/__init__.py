"""What Streamlit runs. Apart from ``posecheck.ui.pages``: beside a folder of that name it would run the pages itself."""
