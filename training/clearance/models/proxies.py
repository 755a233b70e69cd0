"""Typing for somebody else: permits with an end."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.core.records import EventRow


class ProxyPermit(EventRow):
    """A clerk may type for a person of an office until a day. `steps` are the shrinking limits: first_day and percent.

    An extension is a permit of its own that names the one it extends.
    """

    clerk = models.ForeignKey("organisation.Person", models.PROTECT, related_name="proxy_for", verbose_name=_("clerk"))
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="proxied_by", verbose_name=_("types for"))
    office = models.ForeignKey("organisation.Office", models.PROTECT, related_name="proxy_permits", verbose_name=_("office"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    steps = models.JSONField(_("limits"), default=list, blank=True)
    on_loan_from = models.CharField(_("by delegation of"), max_length=150, blank=True)
    extends = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="extended_by", verbose_name=_("extension of")
    )

    class Meta:
        verbose_name = _("proxy permit")
        verbose_name_plural = _("proxy permits")
        ordering = ["-last_day", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="proxy_days_in_order"),
            models.CheckConstraint(condition=~Q(clerk=F("person")), name="proxy_for_another"),
        ]

    def __str__(self) -> str:
        return f"{self.clerk} → {self.person}, {self.office}, {self.first_day} – {self.last_day}"


class ProxyWithdrawal(EventRow):
    """A permit ended before its last day: `on` is the first day without it."""

    permit = models.OneToOneField(ProxyPermit, models.PROTECT, related_name="withdrawal", verbose_name=_("permit"))
    on = models.DateField(_("from"))

    class Meta:
        verbose_name = _("withdrawn proxy permit")
        verbose_name_plural = _("withdrawn proxy permits")

    def __str__(self) -> str:
        return f"{self.permit}: {self.on}"
