"""A sheet to draw on: text that is cut where it would be too long, tiles, and the PNG in the end.

Imported when the first picture is drawn.
"""

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from math import ceil
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]

WIDTH, MARGIN = 1080, 48
INNER = WIDTH - 2 * MARGIN
INK, FAINT, PAPER, TILE = (32, 33, 36), (95, 99, 104), (255, 255, 255), (244, 246, 249)
COLOURS = 128
FONTS = Path(__file__).parent / "fonts"


class Sheet:
    """A sheet of paper, cut to length in the end."""

    def __init__(self, height: int) -> None:
        self.image = Image.new("RGB", (WIDTH, height), PAPER)
        self.pen = ImageDraw.Draw(self.image)

    def text(  # noqa: PLR0913 -- where, what and how: one line of a picture
        self,
        at: tuple[int, int],
        words: str,
        size: int,
        colour: Colour = INK,
        *,
        bold: bool = False,
        anchor: str = "la",
        most: int = INNER,
    ) -> None:
        """Write one line, cut where it would be too long."""
        shown = self.fitted(words, size, most, bold=bold)
        self.pen.text(at, shown, colour, _font(size, bold=bold), anchor=anchor)

    def fitted(self, words: str, size: int, most: int, *, bold: bool = False) -> str:
        """Cut words to a width."""
        if self.width(words, size, bold=bold) <= most:
            return words
        # Halving finds the place in a few steps, however long the words are.
        low, high = 0, len(words)
        while low < high:
            middle = (low + high + 1) // 2
            if self.width(words[:middle].rstrip() + "…", size, bold=bold) <= most:
                low = middle
            else:
                high = middle - 1
        return words[:low].rstrip() + "…"

    def largest(self, words: str, sizes: Sequence[int], most: int) -> int:
        """Choose the first size in which bold words have room."""
        fitting = (each for each in sizes if self.width(words, each, bold=True) <= most)
        return next(fitting, sizes[-1])

    def width(self, words: str, size: int, *, bold: bool = False) -> int:
        """Return how wide words are."""
        return ceil(_font(size, bold=bold).getlength(words))

    def tile(self, box: Box) -> None:
        """Lay something pale under what follows."""
        self.pen.rounded_rectangle(box, 18, TILE)

    def png(self, height: int) -> bytes:
        """Cut the sheet and pack it."""
        packed = BytesIO()
        cut = self.image.crop((0, 0, WIDTH, height))
        cut.quantize(128, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
        return packed.getvalue()


@cache
def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(FONTS / name, size)
