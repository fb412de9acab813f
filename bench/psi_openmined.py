"""The peer on the same lists: OpenMined's PSI, in its own environment. Arguments: keys, common share.

Both of its parties run in this process; the client learns which elements are common.
"""

import json
import sys

import private_set_intersection.python as psi


def main(count: int, share: float) -> None:
    """One run, from lists of text to the positions that are common."""
    start = round(count * (1 - share))
    ours = [f"company-{number}.example" for number in range(count)]
    theirs = [f"company-{number}.example" for number in range(start, start + count)]
    client, server = psi.client.CreateWithNewKey(True), psi.server.CreateWithNewKey(True)
    setup = server.CreateSetupMessage(1e-9, count, theirs, psi.DataStructure.GCS)
    request = client.CreateRequest(ours)
    response = server.ProcessRequest(request)
    found = client.GetIntersection(setup, response)
    size = sum(len(each.SerializeToString()) for each in (setup, request, response))
    print(json.dumps({"bytes_a_key": size / (2 * count), "links": len(found)}))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
