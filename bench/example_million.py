"""A million accounts a side: writing them, and mapping them.

example_million.py [ACCOUNTS]
"""

import sys

from quality import Row, measured, table
from tasks import generated


def million(accounts: int = 1_000_000, *, threads: int = 1) -> tuple[Row, str]:
    """Map a generated example of `accounts` a side; also a sentence on what writing it took."""
    task, written = generated(accounts, overlap=0.2)
    took = f"took {written.cpu_seconds:.0f} CPU s and {written.peak_megabytes:.0f} MB"
    said = f"Writing the two lists of {accounts:,} accounts {took}."
    return measured(task, threads=threads), said


if __name__ == "__main__":
    row, sentence = million(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
    print(table([row]), sentence, sep="\n\n")
