"""The kinds of record of this room, with the periods for which they are kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from governance.organisation import retention
from governance.organisation.retention import Kind


def register_kinds() -> None:
    """None goes by itself; all hold pseudonyms only."""
    retention.register(Kind("charter", _("Charters, ballots and votes"), 120, _("Proof of who decided what, and by what authority")))
