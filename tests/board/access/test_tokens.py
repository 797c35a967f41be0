"""The tokens are the only source of sizes and colours, and their colours can be read."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from board.rendering.assets import FOLDER as ASSETS
from board.requests.documents import FOLDER

TOKENS = (ASSETS / "tokens.css").read_text(encoding="utf-8")
STYLES = sorted(path for path in ASSETS.glob("*.css") if path.name != "tokens.css")
TEMPLATES = sorted(FOLDER.rglob("*.html"))
CHARTS = sorted((FOLDER / "rendering" / "charts").glob("*.py"))
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# A media query can't hold a custom property: these are the widths it may repeat.
BREAKPOINTS = set(re.findall(r"--(?:narrow|wide): ([^;]+);", TOKENS))
SIZE = re.compile(r"(?<![\w#-])-?\d*\.?\d+(px|rem|em|pt|mm|cm|in|vw|vh|vi|vb)\b")
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|lab|lch|oklab|oklch|color|color-mix|hwb)\(",
    re.IGNORECASE,
)
NAMED = re.compile(
    r"(?:colou?r|background|border[\w-]*|outline|fill|stroke|shadow)\s*[:=]\s*[^;{}\n]*"
    r"\b(?:white|black|red|green|blue|gray|grey|orange|yellow|navy|teal|maroon|silver)\b",
    re.IGNORECASE,
)


def literals(text: str) -> Iterator[str]:
    """Yield every size and colour that a text names."""
    for pattern in (SIZE, COLOUR, NAMED):
        yield from (found.group() for found in pattern.finditer(text))


def name(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_a_style_sheet_names_no_size_and_no_colour(path: Path) -> None:
    style = COMMENT.sub("", path.read_text(encoding="utf-8"))
    conditions = re.findall(r"@(?:media|container)([^{]*)\{", style)
    for condition in conditions:
        assert {found.group() for found in SIZE.finditer(condition)} <= BREAKPOINTS
        style = style.replace(condition, "")
    assert list(literals(style)) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_names_no_size_and_no_colour(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert list(literals(text)) == []
    assert not re.search(r"\s(?:style|width|height|fill|stroke|on\w+)=", text)


@pytest.mark.parametrize("path", CHARTS, ids=name)
def test_a_chart_names_no_size_and_no_colour(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    words = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in documentation
    ]
    assert [found for word in words for found in literals(word)] == []


def test_the_lint_finds_what_it_looks_for() -> None:
    found = list(literals("a { color: red; margin: 3px; fill: #fff; background: rgb(1 2 3) }"))
    assert len(found) == 4


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_every_token_that_is_used_is_there(path: Path) -> None:
    used = set(re.findall(r"var\((--[\w-]+)", path.read_text(encoding="utf-8")))
    own = set(re.findall(r"(--[\w-]+):", path.read_text(encoding="utf-8")))
    assert used - own <= set(re.findall(r"(--[\w-]+):", TOKENS))


def test_type_has_five_sizes() -> None:
    sizes = re.findall(r"--size-\d: ([\d.]+)rem;", TOKENS)
    assert [float(size) * 16 for size in sizes] == [12, 14, 16, 20, 28]


def themes() -> dict[str, Mapping[str, str]]:
    blocks = {
        "light": TOKENS,
        "dark": TOKENS[TOKENS.index("prefers-color-scheme: dark") :],
        "print": TOKENS[TOKENS.index("@media print") :],
    }
    return {
        theme: dict(reversed(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)))
        for theme, block in blocks.items()
    }


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2.2 defines it, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


THEMES = themes()
TEXT = [
    (ink, ground)
    for ink in ("ink", "quiet", "accent", "alarm")
    for ground in ("ground", "raised", "changed")
] + [("on-accent", "accent"), *(("ink", f"heat-{shade}") for shade in range(1, 6))]
RAMP = ["risk-none", "risk-low", "risk-watch", "risk-high", "risk-critical"]
SHAPES = [(mark, ground) for mark in (*RAMP, "edge", "accent") for ground in ("ground", "raised")]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(theme: str, ink: str, ground: str) -> None:
    assert contrast(THEMES[theme][ink], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("mark", "ground"), SHAPES)
def test_marks_and_edges_can_be_seen(theme: str, mark: str, ground: str) -> None:
    assert contrast(THEMES[theme][mark], THEMES[theme][ground]) >= 3


def test_light_and_dark_name_the_same_colours() -> None:
    assert set(THEMES["light"]) == set(THEMES["dark"]) == set(THEMES["print"])
    assert THEMES["light"] != THEMES["dark"]
