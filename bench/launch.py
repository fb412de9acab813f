"""Runs a command and writes what it took, as JSON. Arguments: the file to write to, the command.

A process of its own because it is small: what the system says of a process's peak memory is at least what the process
that started it had at that moment.
"""

import json
import os
import sys
import time
from pathlib import Path


def main(to: str, *command: str) -> None:
    """Run the command to its end."""
    start = time.perf_counter()
    _, status, used = os.wait4(os.posix_spawnp(command[0], command, os.environ), 0)
    wall = time.perf_counter() - start
    cpu, code = used.ru_utime + used.ru_stime, os.waitstatus_to_exitcode(status)
    Path(to).write_text(json.dumps({"cpu": cpu, "wall": wall, "peak": used.ru_maxrss, "code": code}), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
