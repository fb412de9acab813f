"""The server: organizations, their data, partners and maps, in a browser and over an API.

    tenants     organizations, people, roles, tokens, audit: who may do what
    mapping     accounts, populations, partnerships, sharing, maps: models, queries, operations
    jobs        durable background work, the only module that knows DBOS
    pages, api  parse, call one query or operation, render: nothing else

Reads live in `queries.py`, writes in `operations.py`: keyword-only, `by` an actor, one transaction, one audit row each.
"""
