"""Pages for what went wrong: what happened, what was kept, what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  Django names it
    """There is no such page, or none for you."""
    return render(request, "errors/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  Django names it
    """Somebody's role does not allow this."""
    return render(request, "errors/403.html", {"sentence": "This is not allowed."}, status=403)


def failed(request: HttpRequest) -> HttpResponse:
    """A defect of ours."""
    return render(request, "errors/500.html", status=500)
