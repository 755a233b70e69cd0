"""Who may work in the CRM, who passed, and what runs out."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from governance.core import written
from reports.dashboards.telling.part import Frozen, Part, Tile, decimal, said, whole
from reports.dashboards.telling.pictures import OfficeShare, cleared_by_office

CLEARED = "clearance.cleared_share"


def part(facts: Frozen, language: str) -> Part:
    figures, offices = facts["figures"], facts["offices"]
    cleared = figures.get(CLEARED, {})
    lead = said(cleared.get("absent"))
    if cleared.get("value") is not None:
        values = {"some": whole(cleared["some"]), "of": whole(cleared["of"]), "share": written.percent(decimal(cleared["value"]))}
        lead = _("%(some)s of %(of)s people who must use the CRM are cleared for it (%(share)s).") % values
    shares = [OfficeShare(said(one["name"]), *(Decimal(one[name]) for name in ("value", "some", "of"))) for one in offices]
    shown = [cleared_by_office(shares, language)] if shares else []
    return Part("training", _("Training and clearance"), lead, tiles(figures), shown)


def tiles(figures: Frozen) -> list[Tile]:
    labels = {
        "training.attended": _("Attended the training"),
        "training.pass_rate": _("Passed their tests"),
        "policies.signed_share": _("Policies signed"),
    }
    counts = {
        "clearance.certificates_expiring": (_("Certificates running out"), _("within 90 days")),
        "clearance.access_without_clearance": (_("Access without clearance"), _("accounts in the CRM")),
    }
    found = [
        Tile(label, written.percent(decimal(one["value"])), under(one)) for code, label in labels.items() if (one := figures.get(code))
    ]
    return found + [
        Tile(label, whole(one["value"]), note if one["value"] is not None else said(one.get("absent")))
        for code, (label, note) in counts.items()
        if (one := figures.get(code))
    ]


def under(one: Frozen) -> str:
    """What a share rests on, or why it cannot be told."""
    if one["value"] is None:
        return said(one.get("absent"))
    return _("%(some)s of %(all)s") % {"some": whole(one["some"]), "all": whole(one["of"])}
