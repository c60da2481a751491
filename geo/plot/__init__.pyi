from .document import Block, Form, Heading, Paragraph, Picture, Stamp, Table
from .picture import render_picture, typeset

__all__ = [
    "Block",
    "Form",
    "Heading",
    "Paragraph",
    "Picture",
    "Stamp",
    "Table",
    "render_picture",
    "typeset",
]
