"""Populations and who is in them."""

from typing import ClassVar

from django.db import models

from mutuals.accounts import PopulationKind
from mutuals.server.mapping.models.accounts import Account, AccountList
from mutuals.server.tenants.scoping import scoped


class Population(models.Model):
    """A named, filtered segment of a list. `groups` is the filter, groups of conditions; `revision` that of the list
    when its members were last found."""

    account_list = models.ForeignKey(AccountList, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in PopulationKind])
    groups = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    members = models.PositiveIntegerField(default=0)
    revision = models.PositiveBigIntegerField(default=0)
    created = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["Population"]] = scoped("account_list__organization")

    class Meta:
        """One of a name, in the order that people gave them."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["account_list", "name"], name="one_population_a_name")]
        ordering: ClassVar = ["position", "id"]


class PopulationMember(models.Model):
    """Says that an account is in a population."""

    population = models.ForeignKey(Population, models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")

    objects: ClassVar[models.Manager["PopulationMember"]] = scoped("population__account_list__organization")

    class Meta:
        """Once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["population", "account"], name="once_a_population")]
