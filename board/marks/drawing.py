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
    width, height = columns * GRID, rows * GRID
    return Markup(
        '<svg class="mark {kind}" role="img" width="{width}" height="{height}"'
        ' viewBox="0 0 {width} {height}"><title>{title}</title>{shapes}</svg>'
    ).format(
        kind=kind, width=short(width), height=short(height), title=title, shapes=joined(*shapes)
    )


def shape(name: str, kind: str, /, **attributes: Number | str) -> Markup:
    """Return a shape of a kind, which says by its class how it looks."""
    written = joined(
        *(
            Markup(' {name}="{value}"').format(
                name=key.replace("_", "-"), value=value if isinstance(value, str) else short(value)
            )
            for key, value in attributes.items()
        )
    )
    return Markup('<{name} class="{kind}"{written}/>').format(name=name, kind=kind, written=written)


def text(kind: str, x: Number, y: Number, words: str) -> Markup:
    """Return words in a picture."""
    return Markup('<text class="{kind}" x="{x}" y="{y}">{words}</text>').format(
        kind=kind, x=short(x), y=short(y), words=words
    )


def joined(*parts: Markup) -> Markup:
    return Markup("").join(parts)


def short(number: Number) -> str:
    """Write a number with a decimal at most: more is finer than a screen."""
    return f"{number:.1f}".removesuffix(".0")


def written(words: str) -> Markup:
    return escape(words)
