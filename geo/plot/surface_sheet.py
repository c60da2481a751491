"""A map of a surface with its legend beside it: as one picture, or as two for a page to set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from geo.plot.canvas import MARGIN, WIDTH, Canvas
from geo.plot.surface_legend import GAP, LEGEND
from geo.plot.surface_view import write_heading

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.i18n import Locale
    from geo.plot.canvas import Theme
    from geo.plot.surface_view import View
    from geo.surface import Surface

_LEAST_HEIGHT: Final = 420


class _Picture(Protocol):
    """What is drawn: a surface, or a change to one."""

    @property
    def answer(self) -> Surface:
        """Surface whose end and date it bears."""

    def view(self, left: float, top: float, width: float) -> View:
        """Fit it into a box of a width, pixels."""


P_contra = TypeVar("P_contra", bound=_Picture, contravariant=True)


class DrawMap(Protocol[P_contra]):
    """Draws a map into a view."""

    def __call__(
        self, canvas: Canvas, picture: P_contra, view: View, *, with_tips: bool = False
    ) -> None:
        """Draw it; with tips, each cell tells its values to the pointer."""


P = TypeVar("P", bound=_Picture)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet(Generic[P]):
    """How one kind of picture is drawn."""

    name: str
    """Begins the ids of its patterns, which differ between the pictures of a page."""
    texts: Callable[[P, Locale], tuple[str, str]]
    """Gives title and sentence."""
    draw: DrawMap[P]
    legend: Callable[[Canvas, P, View], float]
    """Writes the legend beside a view, and returns where it ends."""

    def whole(
        self,
        picture: P,
        *,
        locale: Locale,
        theme: Theme = "light",
        credits_text: str = "",
        with_tips: bool = False,
        with_title: bool = True,
    ) -> str:
        """Draw map and legend as one picture.

        Parameters
        ----------
        picture
            What to draw.
        locale
            Language of all words.
        theme
            Colours for a light or a dark ground; or both, of which a browser takes those of its
            page.
        credits_text
            Under the map.
        with_tips
            Whether each cell tells its values to the pointer; its cells are then drawn one by one.
        with_title
            Whether title, sentence and date stand above the map; a page has them in its own words.

        Raises
        ------
        LayerError
            A file of the base map is missing or damaged.
        """
        canvas = Canvas(locale, theme, self.name)
        top = float(MARGIN)
        if with_title:
            top = write_heading(canvas, picture.answer, self.texts(picture, locale), top)
        view = picture.view(MARGIN, top, WIDTH - 2 * MARGIN - LEGEND)
        self.draw(canvas, picture, view, with_tips=with_tips)
        end = self.legend(canvas, picture, view)
        bottom = max(view.top + max(view.height, _LEAST_HEIGHT), end)
        if credits_text:
            bottom = canvas.note(credits_text, bottom + 18)
        return canvas.svg(WIDTH, bottom + MARGIN)

    def parts(
        self, picture: P, *, locale: Locale, theme: Theme = "light", with_tips: bool = False
    ) -> tuple[str, str]:
        """Draw map and legend as two pictures, which a page sets beside or below.

        Parameters and errors as for `whole`; a pixel is as large in both.
        """
        canvas = Canvas(locale, theme, self.name)
        view = picture.view(1, 1, WIDTH - 2 * MARGIN - LEGEND)
        self.draw(canvas, picture, view, with_tips=with_tips)
        beside = Canvas(locale, theme, self.name)
        left = WIDTH - MARGIN - LEGEND + GAP
        end = self.legend(beside, picture, picture.view(0, 0, left - GAP))
        return (
            canvas.svg(view.width + 2, view.height + 2),
            beside.svg(WIDTH - left, end, left=left - 1),
        )
