"""A private run that continues an earlier one: 1 % of one side's keys added and 0.5 % removed. Argument: keys a side.

Prints, as JSON, the CPU seconds of both parties from making them of what they kept to their results: the least of
several such runs.
"""

import json
import sys
import time

import numpy as np
import polars as pl
from psi_lists import terms

from mutuals.psi import EpochSecrets, Intersection, OurSide, Party, Role

RUNS = 7


def drive(sides: dict[Role, OurSide], count: int) -> tuple[dict[Role, Party], float]:
    """Both parties at the end of a run, and the CPU seconds that they took."""
    start = time.process_time()
    # Room for what is added: a cap counts distinct keys.
    parties = {role: Party(role, terms(2 * count), side, lambda _: None) for role, side in sides.items()}
    message, turn = parties[Role.INVITER].step(None), Role.JOINER
    while message is not None:
        message, turn = parties[turn].step(message), turn.other
    return parties, time.process_time() - start


def listed(numbers: list[int], secrets: EpochSecrets, kept: bytes | None) -> OurSide:
    """One side's keys, a domain for each of its numbers, which also number its accounts."""
    keys = [f"company-{number}.example" for number in numbers]
    frame = pl.DataFrame({"kind": "domain", "account": np.array(numbers, dtype=np.uint32), "key": keys})
    return OurSide(frame, secrets, kept=kept)


def main(count: int) -> None:
    """A first run, then several that all continue it."""
    agreed = terms(2 * count)
    secrets = {role: EpochSecrets.fresh(agreed.partnership, agreed.epoch) for role in Role}
    added, removed, shared = count // 100, count // 200, count // 4
    before = {Role.INVITER: list(range(count)), Role.JOINER: list(range(count - shared, 2 * count - shared))}
    first, _ = drive({role: listed(before[role], secrets[role], None) for role in Role}, count)
    kept = {role: party.keep() for role, party in first.items()}
    now = before | {Role.INVITER: [*range(removed, count), *before[Role.JOINER][-added:]]}
    taken = []
    for _ in range(RUNS):
        later, seconds = drive({role: listed(now[role], secrets[role], kept[role]) for role in Role}, count)
        taken.append(seconds)
        result = later[Role.INVITER].result
        if not isinstance(result, Intersection) or result.links.height != shared + added:
            raise SystemExit("the later run did not find what is common")
    print(json.dumps({"cpu_seconds": min(taken), "links": shared + added}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
