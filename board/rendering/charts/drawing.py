"""Drawing: SVG as text. Shapes carry classes; sizes and colours are the style sheets' (tokens.css).

Every picture has a title that says what it shows in words, and is one thing to a screen reader.
"""

from typing import Final

from markupsafe import Markup, escape

# The grid of the pages, in pixels: every picture is some of its cells wide and high.
GRID: Final = 4
Number = float | int


def picture(kind: str, columns: Number, rows: Number, title: str, *shapes: Markup) -> Markup:
    """Return a picture of so many cells of the grid. What `title` says is all of it."""
    width, height = short(columns * GRID), short(rows * GRID)
    return Markup(
        f'<svg class="mark {kind}" role="img" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}"><title>{escape(title)}</title>{"".join(shapes)}</svg>'
    )


def shape(name: str, kind: str, /, **attributes: Number | str) -> Markup:
    """Return a shape of a kind, which says by its class how it looks.

    Its attributes are ours alone, numbers and paths: nothing that people wrote. A page has hundreds
    of shapes, and escaping them took most of its time.
    """
    written = "".join(
        f' {key}="{value if isinstance(value, str) else short(value)}"'
        for key, value in attributes.items()
    )
    return Markup(f'<{name} class="{kind}"{written}/>')


def text(kind: str, x: Number, y: Number, words: str) -> Markup:
    """Return words in a picture."""
    return Markup(f'<text class="{kind}" x="{short(x)}" y="{short(y)}">{escape(words)}</text>')


def short(number: Number) -> str:
    """Write a number with a decimal at most: more is finer than a screen."""
    return f"{number:.1f}".removesuffix(".0")
