"""Who holds which role, where and between which days; and who stands in for whom."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.records import Dated
from governance.core.roles import Role
from governance.organisation.models.wording import days


class RoleStatus(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    ACTIVE = "active", _("In force")
    DECLINED = "declined", _("Declined")


class RoleAssignment(Dated):
    """One role of one person, for the whole company or for one office and all below it."""

    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="roles", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    office = models.ForeignKey("organisation.Office", models.PROTECT, null=True, blank=True, related_name="roles", verbose_name=_("office"))
    status = models.CharField(_("status"), max_length=10, choices=RoleStatus, default=RoleStatus.ACTIVE)
    username = models.CharField(_("given by"), max_length=150)
    reason = models.TextField(_("reason"), blank=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["role", "first_day"]
        constraints = [Dated.in_order("role_days_in_order")]

    def __str__(self) -> str:
        place = f" ({self.office})" if self.office else ""
        return f"{self.person}: {self.get_role_display()}{place}, {days(self)}, {self.get_status_display()}"


class Delegation(Dated):
    """A role lent to a deputy for dated days, within a limit of money where one is set. A delegation cannot be passed on."""

    holder = models.ForeignKey("organisation.Person", models.PROTECT, related_name="delegations_given", verbose_name=_("from"))
    deputy = models.ForeignKey("organisation.Person", models.PROTECT, related_name="delegations_held", verbose_name=_("to"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    office = models.ForeignKey("organisation.Office", models.PROTECT, null=True, blank=True, verbose_name=_("office"))
    limit = models.DecimalField(_("limit"), max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    username = models.CharField(_("recorded by"), max_length=150)
    reason = models.TextField(_("reason"))

    history = audit.tracked()

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["first_day"]
        constraints = [
            Dated.in_order("delegation_days_in_order"),
            models.CheckConstraint(condition=~models.Q(holder=models.F("deputy")), name="delegation_to_another"),
            models.CheckConstraint(condition=models.Q(last_day__isnull=False), name="delegation_has_an_end"),
        ]

    def __str__(self) -> str:
        return f"{self.holder} → {self.deputy}: {self.get_role_display()}, {days(self)}"
