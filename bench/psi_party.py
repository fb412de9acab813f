"""One party of a private run in a process of its own, for its memory. Arguments: role, keys, common share, threads.

Messages go over standard input and output, each preceded by its length in eight bytes; the end is a length of zero.
"""

import sys

from psi_lists import keys, terms

from mutuals.psi import EpochSecrets, OurSide, Party, Role


def read() -> bytes | None:
    """The next message, None at the end."""
    length = int.from_bytes(sys.stdin.buffer.read(8), "big")
    return sys.stdin.buffer.read(length) if length else None


def write(message: bytes | None) -> None:
    """Send a message, or the end."""
    content = message or b""
    sys.stdout.buffer.write(len(content).to_bytes(8, "big") + content)
    sys.stdout.buffer.flush()


def main(role: Role, count: int, share: float, threads: int) -> None:
    """Play one role to the end."""
    agreed = terms(count)
    secrets = EpochSecrets.fresh(agreed.partnership, agreed.epoch)
    party = Party(role, agreed, OurSide(keys(role, count, share), secrets), lambda _: None, threads=threads)
    if role is Role.INVITER:
        write(party.step(None))
    while not party.done:
        message = read()
        if message is None:
            break
        write(party.step(message))


if __name__ == "__main__":
    main(Role(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]))
