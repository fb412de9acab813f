"""`mutuals up` as people start it: a process of its own that serves pages and carries out jobs, and can be killed."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.server.pages.browser import Server, wait_for


class Up:
    """A `mutuals up` on a data folder, started, killed and started again at one port."""

    def __init__(self, data: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.data = data
        self.server = Server(f"http://localhost:{self.port}", data)

    def start(self) -> Server:
        environment = {**os.environ, "MUTUALS_ADDRESS": self.server.address, "MUTUALS_DATA": str(self.data)}
        environment |= {"MUTUALS_DATABASE": "", "POLARS_MAX_THREADS": "2"}
        log = self.data / "log"
        with log.open("a") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "mutuals", "up", "--port", str(self.port)],
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        wait_for(self.server.address, self.process, log)
        return self.server

    def kill(self) -> None:
        """As when the power fails."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=20)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()


@contextmanager
def up(data: Path) -> Iterator[Up]:
    """A server that carries out jobs, on a free port of this machine."""
    one = Up(data)
    one.start()
    try:
        yield one
    finally:
        one.stop()
