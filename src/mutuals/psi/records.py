"""The last round: what each side says of its accounts that have a common key, to a partner that has them too.

The order that a partner opened may be a lie. So nothing of an account is sent until both sides have agreed on a key
(CPace) from the secret that they have in common: all matched keys, in order. A side that claims a match on a key that
it does not hold would have to guess that key, once a run; otherwise it reads no record at all.
"""

import hashlib

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mutuals.errors import BadInput
from mutuals.psi import cpace
from mutuals.psi.encoding import Malformed
from mutuals.psi.group import random_bytes, random_scalar
from mutuals.psi.keys import Payloads, UnusableKeys
from mutuals.psi.lists import Matches
from mutuals.psi.messages import HANDLE, MOST_PAYLOAD, Disclosure
from mutuals.psi.run import PAYLOADS, RECEIVED, SENT, TOLD, Run
from mutuals.psi.sealing import BrokenSeal, derive, seal, unseal
from mutuals.psi.terms import Role

_CHANNEL = b"Mutuals-PSI-v1 records"


class BadRecord(BadInput):
    """The partner's records do not open, or do not fit the matches: it does not hold the keys that it said are common.

    The caller ends the run; nothing of the records is used."""


def common_secret(run: Run) -> bytes:
    """64 bytes that only who holds every matched key, in the order opened, can compute."""
    hashed = hashlib.sha512(b"Mutuals-PSI-v1 common" + run.context)
    for own, matches in zip(run.own, run.matches, strict=True):
        keys = own.keys.gather(matches.ours).to_list()
        hashed.update(len(keys).to_bytes(4, "big") + b"".join(len(key).to_bytes(2, "big") + key for key in keys))
    return hashed.digest()


def settle(run: Run) -> None:
    """Compute our share of the key, 32 bytes, into `run`: it holds us to the keys that we say are common."""
    base = cpace.generator(common_secret(run), _CHANNEL, run.name)
    run.our_share = cpace.share(_scalar(run), base)


def seal_records(run: Run, role: Role, disclosure: Disclosure) -> bytes:
    """The disclosure sealed under our key. Raises `InvalidPoint` for a share that is no point."""
    return seal(disclosure.encode(), _key(run, role, role), associated=run.context)


def open_records(run: Run, role: Role, sealed: bytes) -> Disclosure:
    """The partner's disclosure. Raises `BadRecord`."""
    try:
        return Disclosure.decode(unseal(sealed, _key(run, role, role.other), associated=run.context))
    except BrokenSeal as error:
        raise BadRecord("the partner's records do not open: it does not hold the keys it said are common.") from error
    except Malformed as error:
        raise BadRecord(f"the partner's records are no disclosure: {error}") from error


def disclose(run: Run, now: list[pl.DataFrame], payloads: Payloads | None, handle_key: bytes) -> Disclosure:
    """What we say of our accounts that have a common key, where the partner does not know that, or not as they are now.

    `now` are our edges, those of `own_edges` for each list. Marks in `run` what is sent. Raises `UnusableKeys` for a
    payload that is missing or too long.
    """
    before = [run.sent.filter(pl.col("list") == number) for number in range(len(now))]
    said = {account: _payload(payloads, account) for account in common_accounts(now).to_list()}
    told = _digests(said)
    fresh = [_fresh(edges, old, _changed(told, run)) for edges, old in zip(now, before, strict=True)]
    gone = [_gone(run.matches[number], edges, before[number]) for number, edges in enumerate(now)]
    accounts = common_accounts(fresh)
    # In an order that says nothing of our numbers.
    order = np.argsort(np.frombuffer(random_bytes(8 * len(accounts), run.secret("record order")), np.uint64))
    numbered = pl.DataFrame({"account": accounts.gather(order), "number": np.arange(len(accounts), dtype=np.uint32)})
    sent = [said[account] for account in numbered["account"].to_list()]
    edges = [each.join(numbered, on="account").sort("match", "number") for each in fresh]
    run.sent, run.told = pl.concat([each.select(list(SENT)) for each in now]), told
    return Disclosure(
        edge_match=tuple(each["match"].to_numpy() for each in edges),
        edge_account=tuple(each["number"].to_numpy() for each in edges),
        gone_match=tuple(each["match"].to_numpy() for each in gone),
        gone_handle=tuple(_handles(handle_key, each["account"]) for each in gone),
        handles=_handles(handle_key, numbered["account"]),
        lengths=np.array([len(each) for each in sent], dtype=np.uint32),
        payloads=b"".join(sent),
    )


def common_accounts(edges: list[pl.DataFrame]) -> pl.Series:
    """Our accounts that `edges` (those of `own_edges` for each list) name, by number, ascending."""
    return pl.concat([each["account"] for each in edges]).unique().sort()


def _digests(said: dict[int, bytes]) -> pl.DataFrame:
    """Of each account a digest of what is said of it, shape `TOLD`."""
    digests = pl.Series(list(said.values()), dtype=pl.Binary).hash()
    return pl.DataFrame({"account": list(said), "digest": digests}, schema=TOLD)


def _changed(told: pl.DataFrame, run: Run) -> pl.DataFrame:
    """Accounts (column account) of which other things are said now than when the partner was last told."""
    return told.join(run.told, on=["account", "digest"], how="anti").select("account")


def _fresh(edges: pl.DataFrame, before: pl.DataFrame, changed: pl.DataFrame) -> pl.DataFrame:
    """Edges to be sent: new ones, and those of accounts that have changed, whose record goes with them."""
    new = edges.join(before, on=["position", "account"], how="anti")
    return pl.concat([new, edges.join(changed, on="account", how="semi")]).unique()


def take(run: Run, message: Disclosure) -> None:
    """Take the partner's disclosure into `run`. Raises `BadRecord`."""
    columns = (message.edge_match, message.edge_account, message.gone_match, message.gone_handle)
    if any(len(each) != len(run.matches) for each in columns):
        raise BadRecord("the partner's records are not for as many lists as there are.")
    accounts = _accounts(message)
    edges = pl.concat([_told(run, number, message) for number in range(len(run.matches))])
    if edges["number"].n_unique() != accounts.height:
        raise BadRecord("the partner sent records of accounts that have no common key.")
    arrived = edges.join(accounts, on="number").select(list(RECEIVED))
    run.received = pl.concat([_still(run, message), arrived]).unique().sort(list(RECEIVED))
    # What was just sent of an account replaces what was known of it.
    known = pl.concat([run.payloads, accounts.select(list(PAYLOADS))]).unique("handle", keep="last")
    run.payloads = known.join(run.received, on="handle", how="semi").sort("handle")


def _scalar(run: Run) -> bytes:
    return random_scalar(run.secret("share"))


def _key(run: Run, ours: Role, of: Role) -> bytes:
    """The key of one side's records; `ours` is our role. Raises `InvalidPoint`."""
    shares = {ours: run.our_share, ours.other: run.their_share}
    messages = tuple(cpace.with_lengths(shares[role], role.value.encode()) for role in Role)
    agreed = cpace.shared_key(_scalar(run), run.their_share, run.name, (messages[0], messages[1]))
    return derive(agreed, _CHANNEL + b" of the " + of.value.encode())


def _accounts(message: Disclosure) -> pl.DataFrame:
    """The accounts that the partner sent: number, handle, payload. Raises `BadRecord`."""
    ends = np.cumsum(message.lengths, dtype=np.int64)
    whole = len(message.lengths) == len(message.handles) and int(ends[-1] if len(ends) else 0) == len(message.payloads)
    if not whole or (message.lengths > MOST_PAYLOAD).any():
        raise BadRecord("the partner's records have not the lengths that it says.")
    starts = (ends - message.lengths).tolist()
    said = [message.payloads[start:end] for start, end in zip(starts, ends.tolist(), strict=True)]
    accounts = pl.DataFrame(
        {
            "number": np.arange(len(said), dtype=np.uint32),
            "handle": _binary(message.handles),
            "payload": pl.Series(said, dtype=pl.Binary),
        }
    )
    if accounts["handle"].n_unique() < accounts.height:
        raise BadRecord("two records of the partner are of one account.")
    return accounts


def _told(run: Run, number: int, message: Disclosure) -> pl.DataFrame:
    """The partner's edges of one list: list, position (ours), number of the account. Raises `BadRecord`."""
    match, account, matches = message.edge_match[number], message.edge_account[number], run.matches[number]
    if len(match) != len(account) or (match[1:] < match[:-1]).any():
        raise BadRecord("the partner's edges are not in order, or lack a match or an account.")
    if (len(match) and int(match[-1]) >= len(matches.tags)) or (account >= len(message.handles)).any():
        raise BadRecord("the partner's edges lead to a match or an account that there is not.")
    if np.setdiff1d(run.new[number], match).size:
        raise BadRecord("the partner sent no record for a key that is newly in common.")
    position = matches.ours[match].astype(np.uint32)
    return pl.DataFrame({"list": np.full(len(match), number, np.uint32), "position": position, "number": account})


def _binary(rows: NDArray[np.uint8]) -> pl.Series:
    return pl.Series(list(map(bytes, rows)), dtype=pl.Binary)


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


def _still(run: Run, message: Disclosure) -> pl.DataFrame:
    """Edges of earlier runs whose key still matches and which the partner did not take back. Raises `BadRecord`."""
    kept = []
    for number, matches in enumerate(run.matches):
        at, handles = message.gone_match[number], message.gone_handle[number]
        if len(at) != len(handles) or (len(at) and int(at.max()) >= len(matches.tags)):
            raise BadRecord("the partner takes back what was never common.")
        gone = pl.DataFrame(
            {
                "position": matches.ours[at].astype(np.uint32),
                "handle": _binary(handles),
            }
        )
        places = pl.DataFrame({"position": matches.ours.astype(np.uint32)})
        known = run.received.filter(pl.col("list") == number).join(places, on="position", how="semi")
        if gone.join(known, on=["position", "handle"], how="anti").height:
            raise BadRecord("the partner takes back an account that it never sent.")
        kept.append(known.join(gone, on=["position", "handle"], how="anti"))
    return pl.concat(kept).select(list(RECEIVED))
