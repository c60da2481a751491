"""The checks of the atlas; the folders mirror those of the code."""
