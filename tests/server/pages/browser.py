"""Fixtures for tests of pages: a server with an empty data folder, and a browser that notes what goes wrong."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {"wide": 1440, "narrow": 390}
SCHEMES = ["light", "dark"]
EMAIL, PASSWORD = "ada@acme.example", "correct horse battery"


@dataclass(frozen=True)
class Server:
    """A running server: where it answers and where its data are."""

    address: str
    data: Path

    def begin(self) -> list[dict[str, str]]:
        """Go through the first run; gives the cookies of its admin, for a browser's context."""
        with httpx.Client(base_url=self.address, follow_redirects=True) as client:
            client.get("/start/")
            form = {"organization": "Acme", "name": "Ada Lovelace", "email": EMAIL, "password": PASSWORD}
            answer = client.post("/start/", data={**form, "csrfmiddlewaretoken": client.cookies["csrftoken"]})
            assert answer.status_code == 200, answer.text
            assert answer.url.path.startswith("/o/"), answer.url
            return [{"name": name, "value": value, "url": self.address} for name, value in client.cookies.items()]


@contextmanager
def running(data: Path) -> Iterator[Server]:
    """A server on a free port of this machine, with its data in `data`."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    address = f"http://localhost:{port}"
    settings = {
        "MUTUALS_DATA": str(data),
        "MUTUALS_ADDRESS": address,
        "DJANGO_SETTINGS_MODULE": "mutuals.server.settings",
    }
    environment = {**os.environ, **settings}
    for command in ("migrate", "createcachetable"):
        subprocess.run([sys.executable, "-m", "django", command, "-v", "0"], env=environment, check=True)
    command = [sys.executable, "-m", "uvicorn", "mutuals.server.asgi:application", "--port", str(port)]
    log = data / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [*command, "--log-level", "warning"], env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        wait_for(address, process, log)
        yield Server(address, data)
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        if process.poll() is not None:
            pytest.fail(f"the server did not start: {log.read_text()}")
        try:
            if httpx.get(f"{address}/health/").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail(f"the server did not answer: {log.read_text()}")


class Visit:
    """A page open in a browser; what went wrong in it, and what it asked for elsewhere."""

    def __init__(self, browser: Any, server: Server, path: str, cookies: Any = (), **options: Any) -> None:
        self.context = browser.new_context(base_url=server.address, reduced_motion="reduce", **options)
        self.context.add_cookies(list(cookies))
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        self.elsewhere: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", self._said)
        self.page.on("request", lambda request: self._asked(request.url, server.address))
        self.page.goto(path)
        self.page.wait_for_load_state("networkidle")

    def _said(self, message: Any) -> None:
        own = message.text.startswith("Failed to load resource") and message.location["url"] == self.page.url
        if message.type in ("error", "warning") and not own:  # the status of the page itself is said there, too
            self.wrong.append(message.text)

    def _asked(self, url: str, address: str) -> None:
        if not url.startswith((address, "data:", "blob:")):
            self.elsewhere.append(url)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium; where there is none, the tests that need it are skipped."""
    playwright = pytest.importorskip("playwright.sync_api")
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no browser at {CHROMIUM}")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A new server, without an organization until a test begins one."""
    with running(tmp_path_factory.mktemp("server")) as one:
        yield one


@pytest.fixture
def visit(browser: Any, server: Server) -> Iterator[Any]:
    """Opens pages. Fails the test where one of them complained, or asked another host for anything."""
    visits: list[Visit] = []

    def go(path: str, *, cookies: Any = (), width: int = 1440, **options: Any) -> Visit:
        viewport = {"width": width, "height": 900}
        visits.append(Visit(browser, server, path, cookies, **{"viewport": viewport, **options}))
        return visits[-1]

    yield go
    for one in visits:
        one.context.close()
        assert one.wrong == [], one.wrong
        assert one.elsewhere == [], one.elsewhere


def violations(page: Any) -> list[str]:
    """What axe finds wrong with a page, a line each."""
    from axe_playwright_python.sync_playwright import Axe

    return [
        f"{one['id']}: {node['html']} ({node['failureSummary']})"
        for one in Axe().run(page).response["violations"]
        for node in one["nodes"]
    ]
