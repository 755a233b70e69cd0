"""An assessor: whose practical test have I begun, and what is next?"""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.core import written
from governance.core.roles import Role
from reports.dashboards.homes.parts import Block, Cell, Item, Part, Tile, Visit, urgent_first
from training.testing.actions.reminding import PATIENCE
from training.testing.models import SignOff
from training.testing.selectors.checklists import begun

SHOWN = 8


def part(visit: Visit) -> Part:
    items = urgent_first(unsigned(visit))
    done = signed(visit)
    return Part(
        Role.ASSESSOR,
        sentence(len(items)),
        tiles=[
            Tile(_("Practical tests not signed off"), str(len(items)), url=reverse("testing:practical"), look="watch" if items else ""),
            Tile(_("Signed off by you lately"), str(len(done.rows)), url=reverse("testing:practical")),
        ],
        items=items,
        quiet=_("No practical test is under way. Choose a person to begin one."),
        blocks=[done],
        url=reverse("testing:practical"),
        action=_("Practical tests"),
    )


def sentence(count: int) -> str:
    if not count:
        return _("No practical test waits to be signed off.")
    said = ngettext("%(count)d practical test waits to be signed off.", "%(count)d practical tests wait to be signed off.", count)
    return said % {"count": count}


def unsigned(visit: Visit) -> list[Item]:
    """Checklists begun, the longest waiting first; those who assess know whom they have before them."""
    return [
        Item(
            f"{one.attempt.person} · {one.attempt.paper}",
            reverse("testing:checklist", args=[one.attempt.pk]),
            "watch" if visit.now - one.since >= PATIENCE else "info",
            since=timezone.localdate(one.since),
            note=_("%(done)d of %(all)d rows seen") % {"done": one.done, "all": one.rows},
        )
        for one in begun()
    ]


def signed(visit: Visit) -> Block:
    """What this assessor signed off, the latest first."""
    rows = SignOff.objects.filter(username=visit.actor.username).select_related("attempt__paper", "attempt__person__identity")
    lines = [
        [
            Cell(str(one.attempt.person), reverse("testing:checklist", args=[one.attempt_id])),
            Cell(str(one.attempt.paper)),
            Cell(written.moment(one.recorded_at)),
        ]
        for one in rows.order_by("-recorded_at", "-pk")[:SHOWN]
    ]
    return Block(_("Signed off by you"), [_("Person"), _("Test"), _("When")], lines, _("You have signed off no practical test yet."))
