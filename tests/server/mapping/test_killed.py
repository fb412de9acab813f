"""`kill -9` in the middle of an import: the next start goes on with it, and nothing is lost or doubled."""

import csv
import io
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.server.pages.browser import Server
from tests.server.up import Up, up

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]

ROWS, MOST_SECONDS = 200_000, 240


@pytest.fixture
def ups(tmp_path: Path) -> Iterator[Up]:
    with up(tmp_path) as one:
        yield one


def asked(server: Server, question: str) -> list[tuple[object, ...]]:
    """What the database says."""
    with closing(sqlite3.connect(f"file:{server.data / 'mutuals.sqlite3'}?mode=ro", uri=True)) as database:
        return database.execute(question).fetchall()


def state(server: Server) -> str:
    return str(asked(server, "SELECT state FROM mapping_import")[0][0])


def until(server: Server, *states: str) -> str:
    end = time.monotonic() + MOST_SECONDS
    while (now := state(server)) not in states:
        assert time.monotonic() < end, f"the import is {now}: {(server.data / 'log').read_text()[-2000:]}"
        time.sleep(0.02)
    return now


def a_file() -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Account ID", "Account Name", "Website", "Type"])
    kinds = ("Customer", "Prospect", "Lead", "Former")
    for number in range(ROWS):
        writer.writerow([f"A{number}", f"Company {number}", f"company{number}.example", kinds[number % 4]])
    return text.getvalue().encode()


@pytest.mark.parametrize("at", ["reading", "writing"])
def test_an_import_goes_on_after_a_kill(ups: Up, at: str) -> None:
    server = ups.server
    cookies = httpx.Cookies()
    for one in server.begin():
        cookies.set(one["name"], one["value"])
    with httpx.Client(base_url=server.address, cookies=cookies, timeout=60) as client:
        token = {"csrfmiddlewaretoken": cookies["csrftoken"]}
        suggested = {**token, "name": "Customers", "kind": "Customers", "condition-0-0-field": "status"}
        population = {**suggested, "condition-0-0-operator": "is", "condition-0-0-value": "Customer"}
        assert client.post("/o/acme/populations/create/", data=population).status_code == 302
        answer = client.post("/o/acme/imports/upload/", data=token, files={"file": ("accounts.csv", a_file())})
        place = answer.headers["location"]
        until(server, "waiting")
        columns = {"account_id": "Account ID", "name": "Account Name", "website": "Website", "status": "Type"}
        form = {**token, "mode": "merge", **{f"column-{name}": header for name, header in columns.items()}}
        client.post(f"{place}confirm/", data=form)
    wait_until_it_is(at, server)
    ups.kill()
    assert state(server) == "running"
    ups.start()
    assert until(server, "done", "failed") == "done"
    assert asked(server, "SELECT count(*), count(DISTINCT account_id), max(revision) FROM mapping_account") == [
        (ROWS, ROWS, 1)
    ]
    assert asked(server, "SELECT accounts, revision FROM mapping_accountlist") == [(ROWS, 1)]
    assert asked(server, "SELECT members, revision FROM mapping_population") == [(ROWS // 4, 1)]
    assert asked(server, "SELECT count(*) FROM mapping_populationmember") == [(ROWS // 4,)]
    assert asked(server, "SELECT count(*) FROM tenants_job WHERE kind = 'import'") == [(1,)]


def wait_until_it_is(at: str, server: Server) -> None:
    """Until a step is under way: the reading of the file, or its writing, whose rows are in the journal already."""
    end, journal = time.monotonic() + MOST_SECONDS, server.data / "mutuals.sqlite3-wal"
    while time.monotonic() < end:
        with closing(sqlite3.connect(f"file:{server.data / 'progress.sqlite3'}?mode=ro", uri=True)) as database:
            steps = [step for (step,) in database.execute("SELECT step FROM tenants_progress")]
        if any(step.startswith("Reading" if at == "reading" else "Writing") for step in steps):
            time.sleep(0.3 if at == "reading" else 1.5)
            assert at == "reading" or journal.exists()
            return
        time.sleep(0.01)
    pytest.fail(f"it never came to {at}")
