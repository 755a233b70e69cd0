"""The kinds of record of this part of the room, with the periods for which they are kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from governance.organisation import retention
from governance.organisation.retention import Kind


def register_kinds() -> None:
    """None goes by itself. Who reported a refusal and who answered what were never kept."""
    retention.register(
        Kind(
            "refusal", _("Refusals and what was done about them"), 60, _("Claims arising from employment; read in their own office alone")
        ),
        Kind(
            "survey_tick", _("Who was asked in a survey and has answered"), 24, _("So that each answers once; says nothing of the answer")
        ),
    )
