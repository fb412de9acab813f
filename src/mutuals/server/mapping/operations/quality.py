"""The quality of a list looked at anew."""

from mutuals.server import jobs
from mutuals.server.mapping.models import AccountList
from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.audit import write
from mutuals.server.tenants.models import Job
from mutuals.server.tenants.roles import Permission


def check(*, by: Actor, account_list: AccountList) -> Job:
    """Have a report made; gives the job that makes it. Raises `MayNot`."""
    with write(by, "quality.check", needs=Permission.WRITE_ACCOUNTS):
        return jobs.start("check-quality", by=by, about=str(account_list.pk))
