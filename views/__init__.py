"""The pages of the application: what Streamlit shows of the library."""
