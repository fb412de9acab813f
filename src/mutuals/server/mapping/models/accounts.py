"""Lists of accounts and opportunities: an organization's own, and those of its offline partners."""

from typing import ClassVar

from django.db import models

from mutuals.server.tenants.models import Organization
from mutuals.server.tenants.scoping import scoped

SORTED_BY = ("name", "country", "status", "employees", "annual_revenue")
"""Columns that a list of accounts may be sorted by: each has an index."""

ALIVE = models.Q(deleted=False)


class AccountList(models.Model):
    """One list of accounts. `offline_partner` is empty for the organization's own, of which there is one.

    `revision` counts the writes; a row says in which it last changed, so that whoever keeps something of the list can
    ask for what changed since. `lost` is the revision of the last write that removed rows without a trace (a purge).
    """

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    offline_partner = models.CharField(max_length=120, blank=True)
    revision = models.PositiveBigIntegerField(default=0)
    lost = models.PositiveBigIntegerField(default=0)
    accounts = models.PositiveIntegerField(default=0)
    opportunities = models.PositiveIntegerField(default=0)
    created = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["AccountList"]] = scoped("organization")

    class Meta:
        """One own list an organization, one list an offline partner."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "offline_partner"], name="one_list_a_side")
        ]


class Account(models.Model):
    """One account: the columns of `mutuals.accounts.ACCOUNTS`, and under `more` those that were mapped to none.

    A deleted row keeps its id and revision, and nothing else, until every map has taken note.
    """

    account_list = models.ForeignKey(AccountList, models.CASCADE, related_name="+")
    revision = models.PositiveBigIntegerField()
    deleted = models.BooleanField(default=False)
    account_id = models.TextField()
    name = models.TextField(null=True)
    website = models.TextField(null=True)
    country = models.TextField(null=True)
    region = models.TextField(null=True)
    city = models.TextField(null=True)
    postal_code = models.TextField(null=True)
    street = models.TextField(null=True)
    phone = models.TextField(null=True)
    duns = models.TextField(null=True)
    lei = models.TextField(null=True)
    vat_id = models.TextField(null=True)
    registration_number = models.TextField(null=True)
    parent_account_id = models.TextField(null=True)
    industry = models.TextField(null=True)
    employees = models.BigIntegerField(null=True)
    annual_revenue = models.FloatField(null=True)
    owner_name = models.TextField(null=True)
    owner_email = models.TextField(null=True)
    status = models.TextField(null=True)
    products = models.TextField(null=True)
    source_row = models.PositiveIntegerField(null=True)
    more = models.JSONField(null=True)

    objects: ClassVar[models.Manager["Account"]] = scoped("account_list__organization")

    class Meta:
        """One row an account; the orders that people ask for, and what changed since a revision."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account_list", "account_id"], name="one_row_an_account")
        ]
        indexes: ClassVar = [
            *(
                models.Index(fields=["account_list", column, "id"], condition=ALIVE, name=f"accounts_by_{column[:16]}")
                for column in SORTED_BY
            ),
            models.Index(fields=["account_list", "revision"], name="accounts_by_revision"),
        ]


class Opportunity(models.Model):
    """One opportunity: the columns of `mutuals.accounts.OPPORTUNITIES`."""

    account_list = models.ForeignKey(AccountList, models.CASCADE, related_name="+")
    revision = models.PositiveBigIntegerField()
    opportunity_id = models.TextField()
    account_id = models.TextField()
    name = models.TextField(null=True)
    stage = models.TextField(null=True)
    amount = models.DecimalField(max_digits=38, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, null=True)
    open_date = models.DateField(null=True)
    close_date = models.DateField(null=True)
    is_closed = models.BooleanField(null=True)
    is_won = models.BooleanField(null=True)
    product = models.TextField(null=True)
    owner_name = models.TextField(null=True)
    source_row = models.PositiveIntegerField(null=True)

    objects: ClassVar[models.Manager["Opportunity"]] = scoped("account_list__organization")

    class Meta:
        """One row an opportunity; those of an account together."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account_list", "opportunity_id"], name="one_row_an_opportunity")
        ]
        indexes: ClassVar = [
            models.Index(fields=["account_list", "account_id"], name="opportunities_by_account"),
            models.Index(fields=["account_list", "close_date", "id"], name="opportunities_by_close"),
            models.Index(fields=["account_list", "amount", "id"], name="opportunities_by_amount"),
        ]
