"""Starting the two sides as processes, and a line between them that can be cut and slowed."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from mutuals.exchange.node import Node
from tests.exchange.nodes import ACME, Pair, crm, pair, plan_of

ROOT = Path(__file__).parents[2]


@dataclass
class Stage:
    """Both nodes, and how to start either of them."""

    nodes: Pair
    size: int = 0
    patience: float = 30.0
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, side: str, fault: str = "") -> subprocess.Popen[str]:
        folder = (self.nodes.acme if side == "acme" else self.nodes.globex).folder
        command = [sys.executable, "-m", "tests.exchange.worker", side, str(folder), self.nodes.partnership.link]
        command += [str(self.nodes.port), str(self.size), *([fault] if fault else [])]
        environment = os.environ | {"PATIENCE": str(self.patience), "POLARS_MAX_THREADS": "1"}
        started = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.running.append(started)
        return started

    def close(self) -> None:
        for one in self.running:
            if one.poll() is None:
                one.kill()
            one.wait()
            if one.stdout:
                one.stdout.close()


def output(process: subprocess.Popen[str], timeout: float = 60) -> str:
    """What the process printed, once it has ended."""
    try:
        return process.communicate(timeout=timeout)[0]
    except subprocess.TimeoutExpired:
        process.kill()
        raise AssertionError(f"still running: {process.communicate()[0]}") from None


def killed(process: subprocess.Popen[str], timeout: float = 60) -> bool:
    """Whether the process dies by the kill that it was set."""
    output(process, timeout)
    return process.returncode == -signal.SIGKILL


def found(process: subprocess.Popen[str], timeout: float = 60) -> list[str]:
    """The account ids that the process printed as its result."""
    printed = output(process, timeout)
    assert process.returncode == 0, printed
    return list(json.loads(printed.splitlines()[-1]))


def stage(folder: Path, port: int, *, size: int = 0, through: int = 0) -> Stage:
    ours = ACME if size == 0 else crm("Acme", range(size))
    return Stage(pair(folder, port, plan_of(ours, "Globex"), address_port=through), size)


def history(node: Node) -> list[str]:
    """The events of a node's ledger, which must stand."""
    found = node.ledger.verify()
    assert found.broken == "", found
    return [entry.event for entry in node.ledger.entries()]


class Wire:
    """A TCP line to the inviter that can be cut after so many bytes and slowed down."""

    def __init__(self, target: int, *, cut_after: int = 0, most_cuts: int = 0, bytes_a_second: float = 0) -> None:
        self.target, self.cut_after, self.most_cuts, self.rate = target, cut_after, most_cuts, bytes_a_second
        self.cuts = 0
        self.moved = 0
        self.recorded = bytearray()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._server.close()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                near.close()
                continue
            threading.Thread(target=self._connect, args=(near, far), daemon=True).start()

    def _connect(self, near: socket.socket, far: socket.socket) -> None:
        """Move bytes both ways until one end closes or the line is cut."""
        budget = [self.cut_after if self.cuts < self.most_cuts else 0]
        with near, far:
            back = threading.Thread(target=self._pump, args=(far, near, budget), daemon=True)
            back.start()
            self._pump(near, far, budget)
            back.join()

    def _pump(self, one: socket.socket, other: socket.socket, budget: list[int]) -> None:
        limited = budget[0] > 0
        try:
            while content := one.recv(4096):
                if self.rate:
                    time.sleep(len(content) / self.rate)
                if limited:
                    budget[0] -= len(content)
                    if budget[0] <= 0:
                        if self.cuts < self.most_cuts:
                            self.cuts += 1
                        break
                self.moved += len(content)
                other.sendall(content)
        except OSError:
            pass
        finally:
            for end in (one, other):
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
