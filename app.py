"""The INSTC Atlas in the browser: page and navigation, no logic.

Streamlit runs this file as a script for each visitor, and imports it once for its server.
"""

from __future__ import annotations

import streamlit as st

if __name__ == "__main__":
    from views.about import page as about
    from views.compare import page as compare
    from views.evidence import page as evidence
    from views.explore import page as explore
    from views.state import address, journal
    from views.state.choices import translate
    from views.story import page as story
    from views.surface import page as surface
    from views.ui import theme

    st.set_page_config(page_title="INSTC Atlas", layout="wide")
    address.take_language()
    theme.apply_theme()
    theme.choose_language()
    pages = [
        st.Page(compare.show, title=translate("Routes"), default=True),
        st.Page(explore.show, title=translate("Map"), url_path="map"),
        st.Page(surface.show, title=translate("Who wins where"), url_path="surface"),
        st.Page(evidence.show, title=translate("Evidence"), url_path="evidence"),
        st.Page(story.show, title=translate("Story"), url_path="story"),
        st.Page(about.show, title=translate("About"), url_path="about"),
    ]
    old = [
        st.Page(compare.show, title=translate("Routes"), url_path="compare", visibility="hidden"),
        st.Page(lambda: None, title=translate("What if"), url_path="what-if", visibility="hidden"),
    ]
    page = st.navigation([*pages, *old], position="top")
    if page is old[1]:
        compare.follow_old_link(pages[0])
    if page is pages[0]:
        explore.follow_old_link(pages[1])
    theme.show_page_links(pages)
    with journal.noted(page.url_path or "routes"):
        page.run()
else:
    from views.ui import health, server

    server.pack_by_all_messages()
    app = st.App(
        __file__,
        lifespan=server.ready_for("views.compare.page"),
        middleware=server.middleware(),
        routes=health.routes(),
    )
