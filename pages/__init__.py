"""Pages: run by Streamlit from dashboard.py, one after the other, never imported."""
