"""Assets: style sheets and scripts, each at an address that changes with its content."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

FOLDER: Final = Path(__file__).parents[1] / "assets"
TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
# What stands in an address names its content, so that it can be kept for good.
KEPT: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent."""

    content: bytes
    media_type: str


class Assets:
    """All assets of a folder, read once."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._addresses: dict[str, str] = {}
        self._assets: dict[str, Asset] = {}
        for path in sorted(folder.iterdir()):
            content = path.read_bytes()
            stamp = hashlib.sha256(content).hexdigest()[:12]
            named = f"{path.stem}.{stamp}{path.suffix}"
            self._addresses[path.name] = f"/assets/{named}"
            self._assets[named] = Asset(content, TYPES[path.suffix])

    @property
    def addresses(self) -> Mapping[str, str]:
        """Return where each file is, by its name."""
        return self._addresses

    async def answer(self, request: Request) -> Response:
        """Send an asset, for good."""
        asset = self._assets.get(request.path_params["name"])
        if asset is None:
            return PlainTextResponse("No such file.", status_code=404)
        headers = {"cache-control": KEPT, "x-content-type-options": "nosniff"}
        return Response(asset.content, media_type=asset.media_type, headers=headers)
