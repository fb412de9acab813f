"""The last round: what each side says of its matched accounts, readable to who holds a matched key and nobody else.

A record is sealed under a key of its own. For each matched key that the account has, an *edge* wraps that record key
under a pad from the OPRF (RFC 9497) of the matched key, under a secret of this run. The partner's blinded keys are
those of round 2, so nothing needs to be asked: the side that holds the secret evaluates the blinded keys of the
matches and no others. A partner that lied about the order gets an evaluation of its own key and an edge under ours.
"""

import hashlib

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mutuals.errors import BadInput
from mutuals.psi import oprf
from mutuals.psi.group import Points, Progress, invert, multiply, product, random_bytes, random_scalar
from mutuals.psi.keys import Payloads, UnusableKeys
from mutuals.psi.lists import Matches
from mutuals.psi.messages import EDGE, HANDLE, MOST_PAYLOAD, Records
from mutuals.psi.run import PAYLOADS, RECEIVED, SENT, Run
from mutuals.psi.sealing import SEAL, BrokenSeal, seal, unseal


class BadRecord(BadInput):
    """The partner's records do not fit the matches, or do not open: it does not hold the keys that it said are common.

    The caller ends the run; nothing of the records is used."""


def make(
    run: Run,
    lists: list[pl.DataFrame],
    payloads: Payloads | None,
    secrets: tuple[bytes, list[bytes]],
    work: tuple[int, Progress],
) -> Records:
    """Our message, and what of it was sent marked in `run`.

    `lists` are our keys (columns key, account), `secrets` the key of handles and our exponent for each list, `work`
    the number of threads and who is told of progress. Raises `UnusableKeys` for a payload that is too long.
    """
    handle_key, exponents = secrets
    threads, progress = work
    now = [own_edges(run, number, keys) for number, keys in enumerate(lists)]
    before = [run.sent.filter(pl.col("list") == number) for number in range(len(lists))]
    fresh = [edges.join(old, on=["position", "account"], how="anti") for edges, old in zip(now, before, strict=True)]
    gone = [_gone(run.matches[number], edges, before[number]) for number, edges in enumerate(now)]
    accounts = pl.concat([edges["account"] for edges in fresh]).unique().sort().to_numpy()
    keys = np.frombuffer(random_bytes(32 * len(accounts), run.secret("record keys")), np.uint8).reshape(-1, 32)
    order = np.argsort(np.frombuffer(random_bytes(8 * len(accounts), run.secret("record order")), np.uint64))
    accounts = accounts[order]
    sealed = [
        seal(_handle(handle_key, account) + _payload(payloads, account), keys[number].tobytes(), associated=run.context)
        for number, account in enumerate(accounts.tolist())
    ]
    records = pl.DataFrame({"account": accounts, "record": np.arange(len(accounts), dtype=np.uint32)})
    scalar = random_scalar(run.secret("evaluation"))
    evaluated, wrapped, touched = [], [], []
    for number, unnumbered in enumerate(fresh):
        edges = unnumbered.join(records, on="account").sort("match", "record")
        theirs = run.matches[number].theirs[edges["match"].unique().sort().to_numpy()]
        evaluated.append(multiply(run.peer[number].points[theirs], scalar, threads=threads, progress=progress))
        wrapped.append(_wrapped(run, number, edges, keys, (product(scalar, invert(exponents[number])), threads)))
        touched.append(edges["match"].to_numpy())
    run.sent = pl.concat([edges.select(list(SENT)) for edges in now])
    return Records(
        run=run.name,
        evaluated=tuple(evaluated),
        edge_match=tuple(touched),
        edges=tuple(wrapped),
        gone_match=tuple(each["match"].to_numpy() for each in gone),
        gone_handle=tuple(_handles(handle_key, each["account"]) for each in gone),
        lengths=np.array([len(each) for each in sealed], dtype=np.uint32),
        sealed=b"".join(sealed),
    )


def take(run: Run, message: Records, exponents: list[bytes], work: tuple[int, Progress]) -> None:
    """Open the partner's records into `run`. Raises `BadRecord`."""
    counts = {len(each) for each in (message.evaluated, message.edge_match, message.edges, message.gone_match)}
    if counts | {len(message.gone_handle)} != {len(run.matches)}:
        raise BadRecord("the partner's records are not for as many lists as there are.")
    unwrapped = [_unwrapped(run, number, message, exponents[number], work) for number in range(len(run.matches))]
    edges = pl.concat(unwrapped)
    records = _opened(run, message, edges)
    arrived = edges.join(records, on="record").select(list(RECEIVED))
    run.received = pl.concat([_still(run, message), arrived]).unique().sort(list(RECEIVED))
    # What was just sent of an account replaces what was known of it.
    known = pl.concat([run.payloads, records.select(list(PAYLOADS))]).unique("handle", keep="last")
    run.payloads = known.join(run.received, on="handle", how="semi").sort("handle")


def own_edges(run: Run, number: int, keys: pl.DataFrame) -> pl.DataFrame:
    """Our edges of one list: columns list, match, position, account."""
    ours = run.matches[number].ours
    matched = pl.DataFrame(
        {
            "list": np.full(len(ours), number, np.uint32),
            "match": np.arange(len(ours), dtype=np.uint32),
            "position": ours.astype(np.uint32),
            "key": run.own[number].keys.gather(ours),
        }
    )
    return matched.join(keys, on="key").select("list", "match", "position", "account")


def _gone(matches: Matches, now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Edges that we sent in an earlier run and that are no more although the key still matches: match, account."""
    places = pl.DataFrame(
        {"position": matches.ours.astype(np.uint32), "match": np.arange(len(matches.ours), dtype=np.uint32)}
    )
    gone = before.join(now, on=["position", "account"], how="anti").join(places, on="position")
    return gone.select("match", "account").sort("match", "account")


def _handle(key: bytes, account: int) -> bytes:
    return hashlib.sha256(key + account.to_bytes(4, "big")).digest()[:HANDLE]


def _handles(key: bytes, accounts: pl.Series) -> NDArray[np.uint8]:
    joined = b"".join(_handle(key, account) for account in accounts.to_list())
    return np.frombuffer(joined, dtype=np.uint8).reshape(-1, HANDLE)


def _payload(payloads: Payloads | None, account: int) -> bytes:
    if payloads is None:
        return b""
    try:
        payload = payloads[account]
    except LookupError as error:
        raise UnusableKeys(f"account {account} has a key and no payload.") from error
    if len(payload) > MOST_PAYLOAD:
        raise UnusableKeys(f"the payload of account {account} has more than {MOST_PAYLOAD} bytes.")
    return payload


def _items(run: Run, number: int, matched: NDArray[np.int64]) -> list[bytes]:
    """What the OPRF takes for each of these matches: the run, the kind, and our key."""
    prefix = run.context + bytes([number])
    return [prefix + key for key in run.own[number].keys.gather(run.matches[number].ours[matched]).to_list()]


def _pads(outputs: list[bytes], at: NDArray[np.int64], nth: NDArray[np.int64]) -> NDArray[np.uint8]:
    """A pad (36 bytes) for each edge: `at` says of which output, `nth` which edge of that output it is."""
    sha512 = hashlib.sha512
    joined = b"".join(
        sha512(outputs[match] + b"edge" + number.to_bytes(4, "big")).digest()[:EDGE]
        for match, number in zip(at.tolist(), nth.tolist(), strict=True)
    )
    return np.frombuffer(joined, dtype=np.uint8).reshape(-1, EDGE)


def _places(edge_match: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """For edges in order of match: the matches, which of these each edge belongs to, and which edge of it it is."""
    matches, first, at = np.unique(edge_match, return_index=True, return_inverse=True)
    return matches.astype(np.int64), at, np.arange(len(edge_match)) - first[at]


def _wrapped(run: Run, number: int, edges: pl.DataFrame, keys: Points, by: tuple[bytes, int]) -> NDArray[np.uint8]:
    """The edges of one list on the wire: record number and record key, under the pad of the matched key.

    `by` is a scalar and a number of threads: the scalar takes our own blinded keys to the OPRF's elements, the blind
    off and the secret on.
    """
    matches, at, nth = _places(edges["match"].to_numpy())
    points = run.own[number].points[run.matches[number].ours[matches]]
    outputs = oprf.outputs(_items(run, number, matches), multiply(points, by[0], threads=by[1]))
    record = edges["record"].to_numpy()
    plain = np.concatenate([record.astype(">u4").view(np.uint8).reshape(-1, 4), keys[record]], axis=1)
    return plain ^ _pads(outputs, at, nth)


def _unwrapped(run: Run, number: int, message: Records, exponent: bytes, work: tuple[int, Progress]) -> pl.DataFrame:
    """The partner's edges of one list: list, position (ours), record, key. Raises `BadRecord`."""
    edge_match, matched = message.edge_match[number], run.matches[number]
    if len(edge_match) != len(message.edges[number]) or (edge_match[1:] < edge_match[:-1]).any():
        raise BadRecord("the partner's edges are not in order, or not one a match that it names.")
    matches, at, nth = _places(edge_match)
    if len(matches) and matches[-1] >= len(matched.tags):
        raise BadRecord(f"the partner names match {matches[-1]} of {len(matched.tags)}.")
    if np.setdiff1d(run.new[number], matches).size:
        raise BadRecord("the partner sent no record for a key that is newly in common.")
    if len(message.evaluated[number]) != len(matches):
        raise BadRecord(f"the partner evaluated {len(message.evaluated[number])} keys for {len(matches)} matches.")
    threads, progress = work
    outputs = oprf.finalize(_items(run, number, matches), exponent, message.evaluated[number], threads=threads)
    progress(len(matches))
    plain = message.edges[number] ^ _pads(outputs, at, nth)
    return pl.DataFrame(
        {
            "list": np.full(len(at), number, np.uint32),
            "position": matched.ours[matches[at]].astype(np.uint32),
            "record": np.ascontiguousarray(plain[:, :4]).view(">u4").ravel().astype(np.uint32),
            "key": pl.Series(list(map(bytes, plain[:, 4:])), dtype=pl.Binary),
        }
    )


def _opened(run: Run, message: Records, edges: pl.DataFrame) -> pl.DataFrame:
    """Every record opened: record, handle, payload. Raises `BadRecord`."""
    keys = edges.select("record", "key").unique().sort("record")
    count = len(message.lengths)
    if not np.array_equal(keys["record"].to_numpy(), np.arange(count, dtype=np.uint32)):
        raise BadRecord("the partner's edges do not lead to its records: it does not hold the keys it said are common.")
    lengths = message.lengths.astype(np.int64)
    longest = MOST_PAYLOAD + HANDLE + SEAL
    if int(lengths.sum()) != len(message.sealed) or ((lengths < HANDLE + SEAL) | (lengths > longest)).any():
        raise BadRecord("the partner's records have not the lengths that it says.")
    ends = np.cumsum(lengths).tolist()
    try:
        plain = [
            unseal(message.sealed[end - length : end], key, associated=run.context)
            for key, end, length in zip(keys["key"].to_list(), ends, lengths.tolist(), strict=True)
        ]
    except BrokenSeal as error:
        raise BadRecord("a record of the partner does not open with the key that it gave.") from error
    records = pl.DataFrame(
        {
            "record": np.arange(count, dtype=np.uint32),
            "handle": pl.Series([each[:HANDLE] for each in plain], dtype=pl.Binary),
            "payload": pl.Series([each[HANDLE:] for each in plain], dtype=pl.Binary),
        }
    )
    if records["handle"].n_unique() < count:
        raise BadRecord("two records of the partner are of one account.")
    return records


def _still(run: Run, message: Records) -> pl.DataFrame:
    """Edges of earlier runs whose key still matches and which the partner did not take back. Raises `BadRecord`."""
    kept = []
    for number, matches in enumerate(run.matches):
        at, handles = message.gone_match[number], message.gone_handle[number]
        if len(at) != len(handles) or (len(at) and int(at.max()) >= len(matches.tags)):
            raise BadRecord("the partner takes back what was never common.")
        gone = pl.DataFrame(
            {
                "position": matches.ours[at].astype(np.uint32),
                "handle": pl.Series(list(map(bytes, handles)), dtype=pl.Binary),
            }
        )
        places = pl.DataFrame({"position": matches.ours.astype(np.uint32)})
        known = run.received.filter(pl.col("list") == number).join(places, on="position", how="semi")
        if gone.join(known, on=["position", "handle"], how="anti").height:
            raise BadRecord("the partner takes back an account that it never sent.")
        kept.append(known.join(gone, on=["position", "handle"], how="anti"))
    return pl.concat(kept).select(list(RECEIVED))
