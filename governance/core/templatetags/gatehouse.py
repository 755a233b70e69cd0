"""Template vocabulary of the design system; docs/design-system.md shows it in use."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.template.context import Context
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from governance.core import known, written
from governance.core.badges import STATUS_ICONS, badge, icon
from governance.core.tables import Table

register = template.Library()

register.simple_tag(icon)
register.simple_tag(badge)


@register.filter
def asked_at(instant: datetime | None) -> str:
    """`{% url … %}{{ known_at|asked_at }}`: a link that keeps the instant that the page shows."""
    return known.query(instant)


@register.simple_tag(takes_context=True)
def asked_now(context: Context) -> str:
    """This page with all that was asked but the instant."""
    request = context["request"]
    left = request.GET.copy()
    left.pop("known_at", None)
    return str(request.path) + ("?" + left.urlencode() if left else "")


@register.filter
def status_icon(status: str) -> str:
    """The sprite's icon for a state."""
    return STATUS_ICONS.get(status, "circle-dashed")


@register.simple_tag(takes_context=True)
def table(context: Context, shown: Table, caption: str = "") -> SafeString:
    """A table of core/tables.py with its filter, head, rows, pages and exports."""
    page = get_template("core/_table.html")
    return mark_safe(page.render({"table": shown, "caption": caption}, request=context.get("request")))


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """One form field with label, hint and errors."""
    return bound.as_field_group()


@register.simple_tag
def progress(done: float, total: float = 100, label: str = "") -> SafeString:
    """A bar with its figure in words: `done` of `total`."""
    share = 0 if not total else round(100 * float(done) / float(total))
    return format_html(
        '<span class="meter"><progress max="100" value="{}" aria-label="{}"></progress><span class="num">{}</span></span>',
        share,
        label,
        written.percent(share),
    )


@register.filter
def number(value: Any, decimals: int | None = None) -> str:
    return written.number(value, decimals)


@register.filter
def percent(value: Any, decimals: int = 0) -> str:
    return written.percent(value, decimals)


@register.filter
def figure(value: Any, unit: str) -> str:
    return written.figure(value, unit)


@register.filter
def day(value: date | None) -> str:
    return written.day(value)


@register.filter
def short_day(value: date | None) -> str:
    return written.short_day(value)


@register.filter
def moment(value: datetime | None) -> str:
    return written.moment(value)


@register.filter
def filesize(value: int) -> str:
    return written.size(value)


@register.filter
def anything(value: object) -> str:
    return written.anything(value)


@register.filter
def browser(agent: str) -> str:
    """`Chrome · Android` out of a browser's long name of itself."""
    return written.browser(agent)
