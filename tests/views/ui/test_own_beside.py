"""The layer of a session stands in the files of features that it downloads, and in no other's."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from geo.userdata import MeasuredLayer, Terminals, measured, read_user_layer
from tests.views.test_pages import TIMEOUT_S
from views.state import choices, data


def make_files() -> None:
    import streamlit as st

    from geo.export import Kind, Request
    from views.ui import downloads

    request = Request(kind=Kind.ROUTE, origin="moscow", destination="tehran")
    for name in ("geojson", "csv"):
        st.session_state[f"made {name}"] = downloads.job_of(request, name, name).result()


@pytest.mark.slow
def test_files_of_features_hold_the_layer_of_the_session() -> None:
    layer = read_user_layer(b"name,lon,lat\nDepot,48.87,38.46\n", name="depots.csv")
    atlas = data.atlas()
    near = Terminals(atlas.network, atlas.places).near(layer)
    own = MeasuredLayer(layer=layer, measures=measured(layer), nearest=near)
    layers = []
    for held in (own, None):
        app = AppTest.from_function(make_files, default_timeout=TIMEOUT_S)
        if held:
            app.session_state[choices.OWN_LAYER] = held
        app.run()
        assert not app.exception
        features = json.loads(app.session_state["made geojson"])["features"]
        layers.append({one["properties"]["layer"] for one in features})
        assert b"Depot" not in app.session_state["made csv"]
    assert layers[0] - layers[1] == {"depots.csv"}
