"""What a private overlap costs, beside OpenMined's PSI on the same lists, as Markdown tables.

    private_speed.py [KEYS]

CPU seconds are of both parties in one run and one process; of several rounds, in which ours and the peer take turns,
the least counts. Memory is of each party in a process of its own.
"""

import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from io import BufferedReader
from typing import IO

import peer_psi
from measure import Failed, Measured, megabytes, reporting
from tasks import HERE

SHARE = 0.1
"""How much of each list is common."""

ROUNDS = 3
"""Runs of each kind; what is reported is the least of them."""


@dataclass(frozen=True)
class Wanted:
    """A figure, how it reads, and the bound that the project holds itself to."""

    name: str
    value: float
    bound: float
    digits: int
    at_least: bool = False

    def line(self) -> str:
        """A row of the table of bounds."""
        met = self.value >= self.bound if self.at_least else self.value <= self.bound
        sign = "≥" if self.at_least else "≤"
        return f"| {self.name} | {self.value:,.{self.digits}f} | {sign} {self.bound:,g} | {'yes' if met else 'no'} |"


def bounds(wanted: list[Wanted]) -> str:
    """The figures beside what is wanted of them."""
    return "\n".join(["| figure | measured | wanted | met |", "|---|---:|---:|---|", *(each.line() for each in wanted)])


def ours(count: int, threads: int) -> Measured:
    """Both of our parties."""
    command = [sys.executable, str(HERE / "psi_both.py"), str(count), str(SHARE), str(threads)]
    return reporting(command, threads=threads)


def rounds(count: int, with_peer: bool) -> dict[str, Measured]:
    """The least that each contestant took."""
    contestants = {
        "Mutuals, one thread": lambda: ours(count, 1),
        "Mutuals, two threads": lambda: ours(count, 2),
    }
    if with_peer:
        try:
            peer_psi.python()
            contestants[peer_psi.NAME] = lambda: peer_psi.measured(count, SHARE)
        except peer_psi.NoPeer as error:
            print(f"{error}\n")
    runs: dict[str, list[Measured]] = {name: [] for name in contestants}
    for turn in range(ROUNDS):
        for name, run in contestants.items():
            print(f"private overlap, round {turn + 1} of {ROUNDS}: {name}", file=sys.stderr)
            runs[name].append(run())
    return {name: least(each) for name, each in runs.items()}


def least(runs: list[Measured]) -> Measured:
    """One run made of the least that any of the runs took."""
    return Measured(
        cpu_seconds=min(run.cpu_seconds for run in runs),
        wall_seconds=min(run.wall_seconds for run in runs),
        peak_megabytes=min(run.peak_megabytes for run in runs),
        said=runs[0].said,
    )


def speed(count: int, *, with_peer: bool = True) -> str:
    """The table of one run each, and the bounds."""
    taken = rounds(count, with_peer)
    lines = [
        f"| {name} | {run.cpu_seconds:.1f} | {run.wall_seconds:.1f} | {run.peak_megabytes:.0f} "
        f"| {run.said['bytes_a_key']:.1f} | {run.said['links']:,} |"
        for name, run in taken.items()
    ]
    one, two = taken["Mutuals, one thread"], taken["Mutuals, two threads"]
    wanted = [
        Wanted(f"CPU s of both parties, {count:,} keys each", one.cpu_seconds, 30, 1),
        Wanted("seconds, one thread : two", one.wall_seconds / two.wall_seconds, 1.8, 2, at_least=True),
        Wanted("bytes a key on the wire", one.said["bytes_a_key"], 100, 1),
        Wanted("CPU s of both parties, 200 keys added and 100 removed of 20,000", again(20_000), 0.1, 3),
    ]
    if peer_psi.NAME in taken:
        ratio = one.cpu_seconds / taken[peer_psi.NAME].cpu_seconds
        wanted.insert(1, Wanted("CPU, ours : peer", ratio, 0.8, 2))
    head = ["| run | CPU s | seconds | peak MB | bytes a key | found |", "|---|---:|---:|---:|---:|---:|"]
    return "\n".join([*head, *lines, "", bounds(wanted)])


def again(count: int) -> float:
    """CPU seconds of both parties for a run that continues an earlier one."""
    print(f"private overlap: a run that continues one of {count:,} keys", file=sys.stderr)
    return reporting([sys.executable, str(HERE / "psi_again.py"), str(count)]).said["cpu_seconds"]


def memory(count: int) -> str:
    """What each party took, each in a process of its own. Raises `Failed`."""
    print(f"private overlap: {count:,} keys, a process a party", file=sys.stderr)
    started = {}
    for role in ("inviter", "joiner"):
        command = [sys.executable, str(HERE / "psi_party.py"), role, str(count), str(SHARE), "1"]
        started[role] = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    pairs = (("inviter", "joiner"), ("joiner", "inviter"))
    relays = [threading.Thread(target=relay, args=(started[one].stdout, started[other].stdin)) for one, other in pairs]
    for each in relays:
        each.start()
    wanted = []
    for role, process in started.items():
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise Failed(f"the {role} ended with {process.returncode}")
        name = f"peak MB of the {role}, {count:,} keys each ({used.ru_utime + used.ru_stime:.0f} CPU s)"
        wanted.append(Wanted(name, megabytes(used.ru_maxrss), 1024, 0))
    for each in relays:
        each.join()
    return bounds(wanted)


def relay(source: BufferedReader, sink: IO[bytes]) -> None:
    """Copy bytes until there are no more."""
    while content := source.read1(1 << 16):
        try:
            sink.write(content)
            sink.flush()
        except BrokenPipeError:
            return


if __name__ == "__main__":
    print(speed(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
