"""Every way a customer touches the company."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.organisation.models import OfficeKind
from rollout.impact.states import Channel, Who


class Touchpoint(models.Model):
    """One way of touching: who, by which channel, for what, at which kinds of office. Holds no customer's name."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_zh = models.CharField(_("Chinese name"), max_length=120, blank=True)
    who = models.CharField(_("who touches us"), max_length=10, choices=Who)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    process = models.CharField(_("process"), max_length=120)
    office_kinds = models.JSONField(_("kinds of office"), default=list)
    contacts_a_month = models.PositiveIntegerField(_("contacts a month"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    retired_on = models.DateField(_("no longer since"), null=True, blank=True)

    history = audit.tracked()
    _history_date: datetime

    class Meta:
        verbose_name = _("touchpoint")
        verbose_name_plural = _("touchpoints")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_zh if self.name_zh and (translation.get_language() or "en").startswith("zh") else self.name

    def get_absolute_url(self) -> str:
        return reverse("impact:touchpoint", args=[self.pk])

    @property
    def kinds(self) -> list[str]:
        return [str(OfficeKind(kind).label) for kind in self.office_kinds]
