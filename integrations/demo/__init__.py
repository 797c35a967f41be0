"""The demo: Harbour & Hearth, a restaurant group of 61 sites that nobody has ever eaten in.

The company is made up. Its story is told in days before and after the day it is loaded, expanded
to rows of the import format, and applied through the same import as everyone's data.
"""

import asyncio
from collections.abc import Callable


def is_empty(url: str) -> bool:
    """Tell whether a database holds no organisation, or only a demo that was left half loaded."""
    from db.connections.connection import create_engine
    from integrations.demo import load

    async def look() -> bool:
        engine = create_engine(url, pool_size=1)
        try:
            return await load.is_empty(engine)
        finally:
            await engine.dispose()

    return asyncio.run(look())


def load_demo(url: str, say: Callable[[str], None], *, refresh: bool = False) -> bool:
    """Load the organisation `demo` unless it is there; whether anything was loaded.

    `refresh` tells its story anew from today. Call it outside of an event loop.
    """
    from db.connections.connection import create_engine
    from integrations.demo import load

    async def bring_in() -> bool:
        engine = create_engine(url)
        try:
            return await load.load_demo(engine, refresh=refresh, progress=say) is not None
        finally:
            await engine.dispose()

    return asyncio.run(bring_in())
