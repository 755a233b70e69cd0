"""Drawing the order of go-live by lot, on the record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import InvalidInput
from governance.core.permissions import Verb, require
from rollout.kpis.effect import dealt_to_waves, drawn_order
from rollout.kpis.models import Drawing


def draw(codes: Sequence[str], sizes: Sequence[int], *, seed: str, actor: Actor, at: datetime, reason: str = "") -> Drawing:
    """Draw these offices into waves of these sizes. Anyone can draw it again from the seed: see docs/algorithms/effect.md."""
    require(actor, Verb.CHANGE, "effect")
    offices = sorted(set(codes))
    wrong = ""
    if not seed.strip():
        wrong = _("Say the seed: any words or figures agreed on before the draw.")
    elif not offices:
        wrong = _("Choose the offices that take part.")
    if wrong:
        raise InvalidInput(wrong, fields={"seed" if offices else "offices": wrong})
    if sum(sizes) != len(offices) or any(size < 1 for size in sizes):
        message = _("The waves hold %(places)d offices together, and %(offices)d take part.")
        wrong = message % {"places": sum(sizes), "offices": len(offices)}
        raise InvalidInput(wrong, fields={"sizes": wrong})
    waves = dealt_to_waves(drawn_order(offices, seed), sizes)
    with transaction.atomic(), audit.because(actor, reason):
        return Drawing.objects.create(seed=seed, codes=offices, sizes=list(sizes), waves=waves, recorded_at=at)
