"""What the pages ask is what the schema answers."""

from pathlib import Path

import pytest
from graphql import FragmentDefinitionNode, build_schema, parse, validate

from board.requests.documents import FOLDER, SHARED, document
from tests.test_architecture import PROJECT

SCHEMA = build_schema((PROJECT / "api/schema.graphql").read_text(encoding="utf-8"))
NAMES = [
    path.relative_to(FOLDER).with_suffix("").as_posix()
    for path in sorted(FOLDER.rglob("*.graphql"))
    if path.parent != SHARED
]


@pytest.mark.parametrize("name", NAMES)
def test_every_document_is_valid(name: str) -> None:
    assert validate(SCHEMA, parse(document(name))) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_document_asks_for_nothing_deprecated(name: str) -> None:
    from graphql import NoDeprecatedCustomRule

    assert validate(SCHEMA, parse(document(name)), [NoDeprecatedCustomRule]) == []


@pytest.mark.parametrize("path", sorted(SHARED.iterdir()), ids=lambda path: path.stem)
def test_every_shared_fragment_has_the_name_of_its_file_and_is_spread(path: Path) -> None:
    [fragment] = parse(path.read_text(encoding="utf-8")).definitions
    assert isinstance(fragment, FragmentDefinitionNode)
    assert fragment.name.value.lower() == path.stem
    assert any(f"...{fragment.name.value}\n" in document(name) for name in NAMES)


# What the script of open pages subscribes to is shown by no template of its own.
SHOWN = [
    path
    for path in sorted(FOLDER.glob("*/*.graphql"))
    if path.parent.name not in {"live", SHARED.name}
]


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: path.stem)
def test_every_document_lies_beside_its_template(path: Path) -> None:
    assert any(each.suffix in {".html", ".typ"} for each in path.parent.iterdir())
