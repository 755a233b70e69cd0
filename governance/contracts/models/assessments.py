"""The life of a penalty: every step appended with actor, authority, reason, time and the derivation it rests on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.contracts.penalty_life import Sums
from governance.contracts.states import PenaltyAction, PenaltyState
from governance.core import audit
from governance.core.records import EventRow


class Penalty(models.Model):
    """What one clause asks for one milestone (or measurement, or absence). Sums follow from its steps."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    clause = models.ForeignKey("contracts.PenaltyClause", models.PROTECT, related_name="penalties", verbose_name=_("clause"))
    milestone = models.ForeignKey(
        "contracts.Milestone", models.PROTECT, null=True, blank=True, related_name="penalties", verbose_name=_("milestone")
    )
    measured = models.OneToOneField("contracts.Measured", models.PROTECT, null=True, blank=True, related_name="penalty")
    key_person = models.ForeignKey("contracts.KeyPerson", models.PROTECT, null=True, blank=True, related_name="penalties")
    state = models.CharField(_("state"), max_length=10, choices=PenaltyState, default=PenaltyState.ASSESSED)
    accrues_from = models.DateField(_("accrues from"))
    assessed = models.DecimalField(_("assessed"), max_digits=16, decimal_places=2)
    waived = models.DecimalField(_("waived"), max_digits=16, decimal_places=2, default=0)
    settled = models.DecimalField(_("set off or paid"), max_digits=16, decimal_places=2, default=0)
    refunded = models.DecimalField(_("refunded"), max_digits=16, decimal_places=2, default=0)
    version = models.PositiveIntegerField(default=1)

    history = audit.tracked()

    class Meta:
        verbose_name = _("penalty")
        verbose_name_plural = _("penalties")
        ordering = ["accrues_from", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["clause", "milestone"], condition=Q(milestone__isnull=False), name="penalty_once_per_milestone"
            ),
            models.UniqueConstraint(fields=["clause", "key_person"], condition=Q(key_person__isnull=False), name="penalty_once_per_person"),
            models.CheckConstraint(
                condition=Q(assessed__gte=0, waived__gte=0, settled__gte=0, refunded__gte=0), name="penalty_sums_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def sums(self) -> Sums:
        return Sums(self.assessed, self.waived, self.settled, self.refunded)

    @property
    def about(self) -> str:
        """What it is asked for: a milestone, a measurement, or a person."""
        return str(self.milestone or self.measured or self.key_person or "")


class PenaltyStep(EventRow):
    """One step in the life of a penalty. `amount` is what the step concerns; `derivation` the lines as they stood."""

    penalty = models.ForeignKey(Penalty, models.PROTECT, related_name="steps", verbose_name=_("penalty"))
    action = models.CharField(_("step"), max_length=10, choices=PenaltyAction)
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=2)
    authority = models.CharField(_("by authority of"), max_length=160, blank=True)
    derivation = models.JSONField(_("derivation"), default=list, blank=True)
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    payment = models.ForeignKey("contracts.Payment", models.PROTECT, null=True, blank=True, related_name="set_offs")
    notice = models.ForeignKey("contracts.NoticeLetter", models.PROTECT, null=True, blank=True, related_name="steps")

    class Meta(EventRow.Meta):
        verbose_name = _("penalty step")
        verbose_name_plural = _("penalty steps")
