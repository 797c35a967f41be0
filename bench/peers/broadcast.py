"""The least a WebSocket broadcast can be: what is posted is sent to everybody, one after the other.

The same server with the same settings as the product's, and nothing else: no GraphQL, no database,
no organisations, no look at whether a client keeps up.
"""

from __future__ import annotations

import socket
import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from api.http.server import config

listening: set[WebSocket] = set()


async def listen(websocket: WebSocket) -> None:
    await websocket.accept(subprotocol="graphql-transport-ws")
    listening.add(websocket)
    try:
        while True:
            await websocket.receive_text()
    except WebSocketDisconnect:
        pass
    finally:
        listening.discard(websocket)


async def broadcast(request: Request) -> PlainTextResponse:
    text = (await request.body()).decode()
    for websocket in list(listening):
        await websocket.send_text(text)
    return PlainTextResponse("sent")


def main() -> None:
    listener = socket.socket()
    # The bench keeps the port for it.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", int(sys.argv[2])))
    app = Starlette(
        routes=[
            WebSocketRoute("/graphql", listen),
            Route("/", broadcast, methods=["POST"]),
        ]
    )
    uvicorn.Server(config(app)).run(sockets=[listener])


if __name__ == "__main__":
    main()
