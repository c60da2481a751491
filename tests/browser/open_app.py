"""The application as if every gate were open: what the browser tests open, whatever the date.

The page has the same parts either way; `test_app` opens the application itself with the states.
"""

from __future__ import annotations

import runpy
from pathlib import Path
from unittest.mock import patch

import streamlit as st

if __name__ == "__main__":
    from tests.atlases import open_atlas
    from views.state import data

    patch.object(data, "load_atlas", open_atlas).start()
    runpy.run_path(str(Path(__file__).resolve().parents[2] / "app.py"), run_name="__main__")
else:
    from views.ui import server

    server.pack_by_all_messages()
    app = st.App(__file__, middleware=server.middleware())
