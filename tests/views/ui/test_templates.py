"""The templates of the pages: each can be read, escapes its texts, and says what it lacks."""

from __future__ import annotations

import pytest
from jinja2 import UndefinedError

from tests.scenes import HOSTILE
from views.ui.templates import VIEWS, environment, render

TEMPLATES = sorted(path.relative_to(VIEWS).as_posix() for path in VIEWS.rglob("*.html"))


def test_every_page_has_templates() -> None:
    pages = {path.parent.name for path in VIEWS.glob("*/page.py")}
    assert pages <= {name.partition("/")[0] for name in TEMPLATES}


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_can_be_read(name: str) -> None:
    assert environment().get_template(name).name == name


@pytest.mark.parametrize("payload", HOSTILE)
def test_a_template_escapes_what_it_is_given(payload: str) -> None:
    page = render("ui/paragraph.html", text=payload, style=payload)
    assert "<img" not in page
    assert "<script" not in page
    own = page.replace('<span class="together">', "").replace("</span>", "")
    assert own.count("<") == 2
    assert own.count('"') == 2


def test_a_name_without_a_value_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="'text' is undefined"):
        render("ui/label.html")


def test_line_breaks_and_indentation_are_not_part_of_the_page() -> None:
    template = environment().from_string(
        "<ul>\n  {% for n in (1, 2) %}\n  <li>{{ n }} a</li>\n{% endfor %}\n</ul>"
    )
    assert template.render() == "<ul><li>1 a</li><li>2 a</li></ul>"
