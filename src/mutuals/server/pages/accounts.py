"""Pages of accounts: the list, one account, changing and deleting it, and the list as a file."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render

from mutuals.server.mapping.fields import SHOWN, label
from mutuals.server.mapping.models import Account, AccountList
from mutuals.server.mapping.models.accounts import SORTED_BY
from mutuals.server.mapping.operations import accounts as operations
from mutuals.server.mapping.operations.lists import own_list
from mutuals.server.mapping.queries import accounts as queries
from mutuals.server.mapping.queries import populations as population_queries
from mutuals.server.mapping.queries.exports import accounts_csv
from mutuals.server.mapping.snapshots import accounts_of
from mutuals.server.pages.tenancy import page
from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.roles import Permission

if TYPE_CHECKING:
    Form = forms.ModelForm[Account]
else:
    Form = forms.ModelForm


class AccountForm(Form):
    """Everything of an account that a person may change."""

    class Meta:
        """All columns but the id, which names the account to its CRM."""

        model = Account
        fields = SHOWN

    def __init__(self, *arguments: Any, **more: Any) -> None:
        """Lines rather than areas of text."""
        super().__init__(*arguments, **more)
        for name, field in self.fields.items():
            field.label, field.required = label(name), False
            if isinstance(field, forms.CharField):
                field.widget, field.empty_value = forms.TextInput(), None


@page(Permission.READ_ACCOUNTS)
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The accounts, searched, filtered and sorted."""
    own, wanted = own_list(actor.organization), _wanted(request)
    found = queries.accounts_page(account_list=own, wanted=wanted)
    shown = {
        "account_list": own,
        "wanted": wanted,
        "rows": found.rows,
        "page": _numbered(found),
        "filters": [
            {"column": name, "label": label(name), "values": queries.values_of(account_list=own, column=name)}
            for name in queries.FILTERED_BY
        ],
        "populations": population_queries.populations(account_list=own),
        "may_write": actor.may(Permission.WRITE_ACCOUNTS),
        "may_export": actor.may(Permission.EXPORT),
    }
    return render(request, "accounts/list.html", shown)


@page(Permission.READ_ACCOUNTS)
def show(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """One account: what is known of it, and its opportunities."""
    account = _account(own_list(actor.organization), pk)
    shown = {
        "account": account,
        "fields": [{"label": label(name), "value": getattr(account, name)} for name in SHOWN],
        "more": (account.more or {}).items(),
        "opportunities": queries.opportunities_of(account=account),
        "populations": population_queries.populations_of(account=account),
        "may_write": actor.may(Permission.WRITE_ACCOUNTS),
    }
    return render(request, "accounts/account.html", shown)


@page(Permission.WRITE_ACCOUNTS, methods=("GET", "POST"))
def edit(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Change an account by hand."""
    account = _account(own_list(actor.organization), pk)
    form = AccountForm(request.POST or None, instance=account)
    if request.method == "POST" and form.is_valid():
        operations.change(by=actor, account=account, values=form.cleaned_data)
        messages.success(request, f"{account.name or account.account_id} was changed.")
        return redirect("account", actor.organization.slug, pk)
    return render(request, "accounts/edit.html", {"form": form, "account": account})


@page(Permission.WRITE_ACCOUNTS, methods=("POST",))
def delete(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Delete an account."""
    account = _account(own_list(actor.organization), pk)
    operations.delete(by=actor, account=account)
    messages.success(request, f"{account.name or account.account_id} was deleted.")
    return redirect("accounts", actor.organization.slug)


@page(Permission.EXPORT)
def export(request: HttpRequest, actor: Actor) -> StreamingHttpResponse:  # noqa: ARG001  every view has it
    """All accounts as a CSV file."""
    content = accounts_csv(accounts_of(own_list(actor.organization)))
    answer = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{actor.organization.slug}-accounts.csv"'
    return answer


def _account(account_list: AccountList, pk: int) -> Account:
    found = queries.account(account_list=account_list, pk=pk)
    if found is None:
        raise Http404
    return found


def _wanted(request: HttpRequest) -> queries.Wanted:
    said = request.GET
    number, population = said.get("page", "1"), said.get("population", "")
    sort = said.get("sort", "")
    return queries.Wanted(
        search=said.get("search", "")[:200],
        filters={name: said[name] for name in queries.FILTERED_BY if said.get(name)},
        population=int(population) if population.isdecimal() and len(population) < 10 else 0,
        sort=sort if sort.removeprefix("-") in SORTED_BY else "name",
        page=int(number) if number.isdecimal() and len(number) < 7 else 1,
    )


def _numbered(found: queries.Page) -> Any:
    """The page as Django's paginator has it, for the foot of the table."""
    total = min(found.total, queries.MOST_ROWS)
    return Paginator(range(total), found.size).get_page(found.number)
