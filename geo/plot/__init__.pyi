from .document import (
    Block,
    Form,
    Heading,
    Paragraph,
    Picture,
    Stamp,
    Table,
    shares_from_right,
)
from .picture import render_picture
from .typesetting import typeset

__all__ = [
    "Block",
    "Form",
    "Heading",
    "Paragraph",
    "Picture",
    "Stamp",
    "Table",
    "render_picture",
    "shares_from_right",
    "typeset",
]
