"""Why hashing is no privacy: how long it takes to reverse hashed domains with a dictionary.

    reverse_hashes.py [HASHES] [DICTIONARY]

Invents a dictionary of domains, hashes a part of it with SHA-256 as somebody would who calls that private, and finds
each of them again. A real dictionary, every registered domain, is a download.
"""

import hashlib
import sys
import time


def main() -> None:
    """Reverse HASHES (100,000) hashes with a dictionary of DICTIONARY (1,000,000) domains and print the seconds."""
    hashes, size = (int(word) for word in (*sys.argv[1:], "100000", "1000000")[:2])
    domains = [
        f"{word}{number}.example" for number in range(size // 4) for word in ("acme", "globex", "umbra", "inita")
    ]
    wanted = {hashlib.sha256(domain.encode()).digest() for domain in domains[:: max(1, size // hashes)]}
    start = time.process_time()
    found = sum(hashlib.sha256(domain.encode()).digest() in wanted for domain in domains)
    seconds = time.process_time() - start
    print(f"{found:,} of {len(wanted):,} hashes reversed with {len(domains):,} domains: {seconds:.1f} s")


if __name__ == "__main__":
    main()
