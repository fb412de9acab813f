"""Private matching measured: CPU seconds of both parties in one run, beside OpenMined's PSI on the same lists.

python bench/peer_psi.py                 100,000 keys a side: speed, threads, bytes, the peer
python bench/peer_psi.py 20000           the same, smaller
python bench/peer_psi.py 1000000 memory  one party a process: the most memory that either took
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from io import BufferedReader
from pathlib import Path
from typing import IO

from measure import Usage, run

HERE = Path(__file__).parent
OUT = HERE / "out"
ENVIRONMENT = OUT / "peer-psi"
NEEDS = ("openmined-psi==2.0.6", "protobuf==6.30.2")
SHARE = 0.1
"""How much of each list is common."""


def environment() -> Path:
    """The peer's own Python, made when first asked for."""
    python = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    ready = ENVIRONMENT / "ready"
    if not ready.exists():
        print("making the peer's environment", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *NEEDS], check=True)
        ready.touch()
    return python


def measured(command: list[str], *, threads: int = 1) -> tuple[Usage, dict[str, float]]:
    """A whole process measured, and the JSON that it printed."""
    with tempfile.NamedTemporaryFile("r") as out:
        usage = run(["/bin/sh", "-c", 'exec "$@" >"$0"', out.name, *command], threads=threads)
        return usage, json.load(out)


def ours(count: int, threads: int) -> tuple[Usage, dict[str, float]]:
    """Both of our parties."""
    return measured([sys.executable, str(HERE / "psi_both.py"), str(count), str(SHARE), str(threads)], threads=threads)


def speed(count: int) -> None:
    """Print the table."""
    one, said = ours(count, 1)
    two, _ = ours(count, 2)
    peer, peer_said = measured([str(environment()), str(HERE / "psi_openmined.py"), str(count), str(SHARE)])
    print(f"{count:,} x {count:,} keys, {SHARE:.0%} common; CPU seconds of both parties, whole processes")
    print(f"  {'':<28}{'CPU s':>8}{'wall s':>8}{'MB':>7}{'B a key':>9}{'found':>9}")
    for name, usage, words in (
        ("Mutuals, one thread", one, said),
        ("Mutuals, two threads", two, said),
        ("OpenMined PSI 2.0.6", peer, peer_said),
    ):
        print(
            f"  {name:<28}{usage.cpu_seconds:>8.1f}{usage.wall_seconds:>8.1f}{usage.peak_megabytes:>7.0f}"
            f"{words['bytes_a_key']:>9.1f}{words['links']:>9,}"
        )
    print(f"  of the peer's CPU: {one.cpu_seconds / peer.cpu_seconds:.2f}")
    print(f"  two threads are {one.wall_seconds / two.wall_seconds:.2f} times as fast as one")
    print(f"  bytes a key before the records: {said['bytes_a_key_before_records']:.1f}")
    print(f"  bytes a common key for its record: {said['bytes_a_common_key']:.1f}, payload not counted")


def memory(count: int) -> None:
    """Print what each party took in a process of its own."""
    started = {}
    for role in ("inviter", "joiner"):
        command = [sys.executable, str(HERE / "psi_party.py"), role, str(count), str(SHARE), "1"]
        started[role] = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    pairs = (("inviter", "joiner"), ("joiner", "inviter"))
    relays = [threading.Thread(target=relay, args=(started[one].stdout, started[other].stdin)) for one, other in pairs]
    for each in relays:
        each.start()
    for role, process in started.items():
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        unit = 1 / 1024 if sys.platform != "darwin" else 1 / 1024**2
        took = f"{used.ru_utime + used.ru_stime:.1f} CPU s, at most {used.ru_maxrss * unit:.0f} MB"
        print(f"{role}: {count:,} keys, {took}, exit code {process.returncode}", flush=True)
    for each in relays:
        each.join()


def relay(source: BufferedReader, sink: IO[bytes]) -> None:
    """Copy bytes until there are no more."""
    while content := source.read1(1 << 16):
        try:
            sink.write(content)
            sink.flush()
        except BrokenPipeError:
            return


if __name__ == "__main__":
    words = sys.argv[1:] or ["100000"]
    if "memory" in words:
        memory(int(words[0]))
    else:
        speed(int(words[0]))
