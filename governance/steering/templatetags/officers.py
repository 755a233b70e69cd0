"""`{% load officers %}{% decider decision.username %}`: who decided, by name for whoever may read the charter."""

from __future__ import annotations

from django import template
from django.template.context import Context

from governance.core.actor import ANONYMOUS
from governance.steering import naming

register = template.Library()


@register.simple_tag(takes_context=True)
def decider(context: Context, username: str) -> str:
    """Asked once per page and name."""
    request = context.get("request")
    if request is None:
        return naming.deciders([username], ANONYMOUS)[username]
    known: dict[str, str] = request.__dict__.setdefault("deciders_known", {})
    if username not in known:
        known |= naming.deciders([username], request.actor)
    return known[username]
