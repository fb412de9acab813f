"""Lists of accounts: there when somebody needs one."""

from mutuals.server.mapping.models import AccountList
from mutuals.server.tenants.models import Organization


def own_list(organization: Organization) -> AccountList:
    """The organization's own list; made on first use."""
    return AccountList.objects.get_or_create(organization=organization, offline_partner="")[0]


def locked(account_list: AccountList) -> AccountList:
    """The list as it is now, its row locked until the transaction ends: writes of a list come one after another."""
    return AccountList.objects.select_for_update().get(pk=account_list.pk)
