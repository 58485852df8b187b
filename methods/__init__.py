"""Statistics on arrays and frames: no database, no Streamlit."""
