"""THE SCREEN: pages and browser components; alone imports streamlit."""
