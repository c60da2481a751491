"""The data of the atlas, and in ``layers.build`` the scripts that make them."""
