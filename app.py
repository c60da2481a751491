"""The INSTC Atlas in the browser: page and navigation, no logic."""

import streamlit as st

from views import about, calculator, explore, look

st.set_page_config(page_title="INSTC Atlas", layout="wide")
look.dress()
st.navigation(
    [
        st.Page(explore.show, title="Map", url_path="map", default=True),
        st.Page(calculator.show, title="Calculator", url_path="calculator"),
        st.Page(about.show, title="About", url_path="about"),
    ],
    position="top",
).run()
