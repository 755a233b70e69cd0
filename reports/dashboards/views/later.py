"""What a home page fetches after its first screen. Without scripts each is a page of its own, behind a plain link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise

from governance.core import known
from governance.core.pages import Request

Text = str | Promise


@dataclass(frozen=True)
class Later:
    """A part of the page still to be fetched."""

    title: Text
    url: str


def later(request: Request, title: Text, name: str, *of: object) -> Later:
    """The part at this address, as of the instant that the page is asked for."""
    return Later(title, reverse(f"dashboards:{name}", args=of) + known.query(getattr(request, "instant_shown", None)))


def fetched(request: Request, title: Text, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """The part alone for the page that fetches it, else a whole page around it."""
    alone = bool(request.headers.get("HX-Request"))
    whole = {**context, "part_template": template, "part_title": title}
    response = render(request, template if alone else "dashboards/later.html", whole)
    patch_vary_headers(response, ["HX-Request"])
    return response
