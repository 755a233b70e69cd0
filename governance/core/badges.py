"""Icons and badges, for templates and for the cells of tables alike."""

from __future__ import annotations

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

# Every state has its own shape, so that none is told by colour alone.
STATUS_ICONS = {"good": "circle-check", "watch": "alert-triangle", "bad": "alert-octagon", "info": "info-circle", "none": "circle-dashed"}


def icon(name: str, label: str = "") -> SafeString:
    """One icon of the sprite: decoration, unless a label says what it means."""
    href = f"{static('core/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', href)


def badge(status: str, text: str) -> SafeString:
    """`{% badge "bad" "Late" %}`: good, watch, bad, info or none, always with icon and word."""
    return format_html('<span class="badge is-{}">{}{}</span>', status, icon(STATUS_ICONS.get(status, "circle-dashed")), text)
