"""What each CRM role requires, from when; and the dated waivers of single requirements."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from governance.core import audit
from governance.core.records import EventRow
from training.clearance.rules import Kind


class RequirementState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("requirements", "Proposed")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")


class RequirementVersion(models.Model):
    """What one CRM role requires from a day on. Proposed by one person, approved by another; then never changed."""

    crm_role = models.CharField(_("role in the CRM"), max_length=60)
    number = models.PositiveIntegerField(_("version"))
    first_day = models.DateField(_("from"))
    state = models.CharField(_("state"), max_length=10, choices=RequirementState, default=RequirementState.PROPOSED)
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.CharField(_("proposed by"), max_length=150)
    reason = models.TextField(_("reason"), blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)
    decision = models.TextField(_("reason of the decision"), blank=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("requirements of a role")
        verbose_name_plural = _("requirements of roles")
        ordering = ["crm_role", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["crm_role", "number"], name="requirement_number_once"),
            models.UniqueConstraint(fields=["crm_role"], condition=Q(state="proposed"), name="one_open_proposal_per_role"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at__isnull=True) | (~Q(state="proposed") & Q(decided_at__isnull=False)),
                name="requirement_decided_has_instant",
            ),
        ]

    def __str__(self) -> str:
        return _("%(role)s, version %(number)s") % {"role": self.crm_role, "number": self.number}


class RequirementItem(EventRow):
    """One course, paper or policy of a version. Rooms never delete theirs, so the number is enough."""

    version = models.ForeignKey(RequirementVersion, models.PROTECT, related_name="items", verbose_name=_("version"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    target_id = models.PositiveBigIntegerField(_("record"))

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        ordering = ["version", "kind", "target_id"]
        constraints = [models.UniqueConstraint(fields=["version", "kind", "target_id"], name="requirement_item_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.target_id}"


class Waiver(EventRow):
    """One requirement not asked of one person on dated days. An extension is a waiver of its own that names the first."""

    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="clearance_waivers", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    target_id = models.PositiveBigIntegerField(_("record"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    on_loan_from = models.CharField(_("by delegation of"), max_length=150, blank=True)
    extends = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="extended_by", verbose_name=_("extension of")
    )

    class Meta:
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        ordering = ["-recorded_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="waiver_days_in_order")]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()} {self.target_id}, {self.first_day} – {self.last_day}"


class WaiverWithdrawal(EventRow):
    """A waiver ended before its last day: `on` is the first day without it."""

    waiver = models.OneToOneField(Waiver, models.PROTECT, related_name="withdrawal", verbose_name=_("waiver"))
    on = models.DateField(_("from"))

    class Meta:
        verbose_name = _("withdrawn waiver")
        verbose_name_plural = _("withdrawn waivers")

    def __str__(self) -> str:
        return f"{self.waiver}: {self.on}"
