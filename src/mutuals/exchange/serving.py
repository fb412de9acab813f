"""The door on the network: an ASGI application of one page, served over TLS 1.3 by uvicorn in this process."""

import asyncio
import logging
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from mutuals.errors import TryAgain
from mutuals.exchange.door import NOTHING_HERE, Answer, Door, Request
from mutuals.exchange.tls import serving_context
from mutuals.exchange.transfer import CHUNK

MOST_BODY = CHUNK + 4096
"""Bytes of the longest body that is read."""

BODY_SECONDS, CONNECTIONS = 60.0, 64
"""How long the next piece of a body may take, and how many connections are served at a time."""

_Scope = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
_Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class CannotListen(TryAgain):
    """The port cannot be had: another program uses it. Nothing was sent; the person ends that program or names another
    port with --listen."""


def application(door: Door) -> Callable[[_Scope, _Receive, _Send], Awaitable[None]]:
    """The ASGI application: reads a bounded body, asks the door in a thread, and answers."""

    async def serve(scope: _Scope, receive: _Receive, send: _Send) -> None:
        if scope["type"] != "http":
            return
        body = await _body(receive)
        if body is None:
            await _answer(send, NOTHING_HERE)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        asked = scope["query_string"].decode("latin-1")
        target = scope["path"] + (f"?{asked}" if asked else "")
        await _answer(
            send, await asyncio.to_thread(door.answer, Request(scope["method"], scope["path"], target, headers, body))
        )

    return serve


@contextmanager
def serving(door: Door, listen: tuple[str, int], *, certificate: Path, key: Path) -> Iterator[tuple[str, int]]:
    """Serve while the block runs; gives the address and port that are listened on (port 0: any free one).

    Raises `CannotListen`.
    """
    config = uvicorn.Config(
        application(door),
        log_config=None,
        log_level=logging.CRITICAL,
        access_log=False,
        server_header=False,
        date_header=False,
        lifespan="off",
        http="h11",
        ws="none",
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=2,
        ssl_context_factory=lambda _config, _default: serving_context(certificate, key),
    )
    with _listening(listen) as bound:
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([bound],), name="mutuals-door", daemon=True)
        thread.start()
        try:
            yield bound.getsockname()[:2]
        finally:
            server.should_exit = True
            thread.join(5.0)


def _listening(listen: tuple[str, int]) -> socket.socket:
    family = socket.AF_INET6 if ":" in listen[0] else socket.AF_INET
    try:
        return socket.create_server(listen, family=family, backlog=CONNECTIONS)
    except OSError as error:
        raise CannotListen(f"Cannot listen on {listen[0]} port {listen[1]}: {error.strerror or error}.") from error


async def _body(receive: _Receive) -> bytes | None:
    """The whole body; None where it is too long, too slow or broken off."""
    parts: list[bytes] = []
    length = 0
    while True:
        try:
            message = await asyncio.wait_for(receive(), BODY_SECONDS)
        except TimeoutError:
            return None
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        length += len(parts[-1])
        if length > MOST_BODY:
            return None
        if not message.get("more_body"):
            return b"".join(parts)


async def _answer(send: _Send, answer: Answer) -> None:
    headers = {"content-length": str(len(answer.body)), "cache-control": "no-store", **(answer.headers or {})}
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    await send({"type": "http.response.body", "body": answer.body})
