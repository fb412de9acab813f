"""Drives a private run between two nodes: invitations, HTTPS, guards, the disclosure ledger.

Read in this order.

    preparing   a list and a policy → what takes part, with which keys, and what travels   (`prepare`)
    node        one organization's folder: identity, certificate, partnerships, ledger     (`Node`)
    hosting     the reachable side of a run                                                 (`host`)
    joining     the other side                                                              (`join`)
    meeting     what the two settle first                                               (`met`)
    conduct     what both do: guards, ledger, the run, its end                              (`Exchanged`)
    driving     step, keep, send, receive, until both are done

Below them: `classes`, `telling`, `floor` (what a result means), `numbering`, `invitation`, `guards`; `ledger`, `kept`
and `saved_run` (what lies on the disk), `durable` and `locking` (how it gets there); `door`, `mailbox`, `serving` (the
side that is asked), `dialling` (the side that asks), `transfer` and `requests` (what goes over the line), `tls` and
`certificates`.
"""
