"""The INSTC Atlas in the browser: page and navigation, no logic."""

from __future__ import annotations

import streamlit as st

from views import about, compare, evidence, explore, look, state, story, what_if
from views.state import say

st.set_page_config(page_title="INSTC Atlas", layout="wide")
state.take_language()
look.dress()
look.choose_language()
st.navigation(
    [
        st.Page(explore.show, title=say("Map"), default=True),
        st.Page(compare.show, title=say("Compare"), url_path="compare"),
        st.Page(what_if.show, title=say("What if"), url_path="what-if"),
        st.Page(evidence.show, title=say("Evidence"), url_path="evidence"),
        st.Page(story.show, title=say("Story"), url_path="story"),
        st.Page(about.show, title=say("About"), url_path="about"),
        st.Page(explore.show, title=say("Map"), url_path="map", visibility="hidden"),
    ],
    position="top",
).run()
