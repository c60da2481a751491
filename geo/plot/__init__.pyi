from .advantage import multiples_svg, surface_parts, surface_svg
from .canvas import drawn_as
from .change_map import ChangePicture, change_parts, change_svg
from .document import (
    Answer,
    Block,
    Form,
    Heading,
    Paragraph,
    Picture,
    Stamp,
    StateText,
    Table,
    shares_from_right,
)
from .framing import near_groups
from .page import DeskPage, PageCard, PageRow, typeset_page
from .picture import render_picture
from .surface_map import SurfacePicture
from .typesetting import typeset

__all__ = [
    "Answer",
    "Block",
    "ChangePicture",
    "DeskPage",
    "Form",
    "Heading",
    "PageCard",
    "PageRow",
    "Paragraph",
    "Picture",
    "Stamp",
    "StateText",
    "SurfacePicture",
    "Table",
    "change_parts",
    "change_svg",
    "drawn_as",
    "multiples_svg",
    "near_groups",
    "render_picture",
    "shares_from_right",
    "surface_parts",
    "surface_svg",
    "typeset",
    "typeset_page",
]
