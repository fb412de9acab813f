"""Single accounts changed and deleted by hand."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F

from mutuals.server.mapping.columns import ACCOUNT_COLUMNS
from mutuals.server.mapping.members import refresh_account
from mutuals.server.mapping.models import Account, AccountList
from mutuals.server.mapping.operations.lists import locked
from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.audit import write
from mutuals.server.tenants.roles import Permission


def change(*, by: Actor, account: Account, values: Mapping[str, Any]) -> None:
    """Give columns of an account new values; the audit row says which, and not what. Raises `MayNot`."""
    with write(by, "accounts.change", needs=Permission.WRITE_ACCOUNTS, target=account.account_id) as recording:
        now = _next(account.account_list)
        before = Account.objects.get(pk=account.pk)
        changed = {name: value for name, value in values.items() if getattr(before, name) != value}
        recording.details["columns"] = sorted(changed)
        Account.objects.filter(pk=account.pk).update(**changed, revision=now.revision)
        refresh_account(now, account.pk)


def delete(*, by: Actor, account: Account) -> None:
    """Delete an account. Raises `MayNot`."""
    with write(by, "accounts.delete", needs=Permission.WRITE_ACCOUNTS, target=account.account_id):
        now = _next(account.account_list)
        nothing = dict.fromkeys((*ACCOUNT_COLUMNS, "more"))
        nothing.pop("account_id")
        alive = Account.objects.filter(pk=account.pk, deleted=False)
        if alive.update(**nothing, revision=now.revision, deleted=True):
            AccountList.objects.filter(pk=now.pk).update(accounts=F("accounts") - 1)
            refresh_account(now, account.pk)


def _next(account_list: AccountList) -> AccountList:
    """The list, locked, at its next revision."""
    now = locked(account_list)
    now.revision += 1
    now.save(update_fields=["revision"])
    return now
