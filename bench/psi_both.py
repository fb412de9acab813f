"""Both parties of a private run in one process: what the benchmark measures. Arguments: keys, common share, threads.

Prints, as JSON: bytes on the wire a key (of both lists together), bytes before the records, links found.
"""

import json
import sys

from psi_lists import keys, terms

from mutuals.psi import EpochSecrets, Intersection, OurSide, Party, Role


def main(count: int, share: float, threads: int) -> None:
    """Drive the two parties to the end."""
    agreed = terms(count)
    parties = [
        Party(
            role,
            agreed,
            OurSide(keys(role, count, share), EpochSecrets.fresh(agreed.partnership, agreed.epoch)),
            lambda _: None,
            threads=threads,
        )
        for role in (Role.INVITER, Role.JOINER)
    ]
    said: list[int] = []
    message, turn = parties[0].step(None), 1
    while message is not None:
        said.append(len(message))
        message, turn = parties[turn].step(message), 1 - turn
    result = parties[0].result
    if not isinstance(result, Intersection):
        raise SystemExit("the run did not end with an intersection")
    records = said[-2:]
    print(
        json.dumps(
            {
                "bytes_a_key": sum(said) / (2 * count),
                "bytes_a_key_before_records": (sum(said) - sum(records)) / (2 * count),
                "bytes_a_common_key": sum(records) / (2 * max(result.links.height, 1)),
                "links": result.links.height,
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
