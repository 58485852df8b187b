"""Boundaries, the peta petak, classes and colours: geometry only, no database and no Streamlit."""
