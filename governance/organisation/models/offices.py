"""Offices in a tree: company → region → office."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.permissions import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


USUAL_HOURS = (time(8, 30), time(18))


class OfficeKind(models.TextChoices):
    COMPANY = "company", _("Company")
    REGION = "region", _("Region")
    OFFICE = "office", _("Office")


class OfficeQuerySet(models.QuerySet["Office"]):
    def within(self, scope: Scope) -> Self:
        """Offices that a right reaches."""
        return self if scope.everything else self.filter(pk__in=scope.office_ids)

    def branches(self) -> Self:
        """Confirmed offices proper, without regions and the company itself."""
        return self.filter(kind=OfficeKind.OFFICE, confirmed=True, closed_on__isnull=True)


class Office(models.Model):
    """One place of the company. Unconfirmed offices were first seen in a file and wait to be matched."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_zh = models.CharField(_("Chinese name"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=OfficeKind, default=OfficeKind.OFFICE)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of"))
    time_zone = models.CharField(_("time zone"), max_length=60, default="Asia/Shanghai")
    calendar = models.CharField(_("working calendar"), max_length=20, default="CN")
    opens_at = models.TimeField(_("opens at"), null=True, blank=True)
    closes_at = models.TimeField(_("closes at"), null=True, blank=True)
    confirmed = models.BooleanField(_("confirmed"), default=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("turned out to be")
    )

    objects = OfficeQuerySet.as_manager()
    history = audit.tracked()

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="office_not_part_of_itself")]

    def __str__(self) -> str:
        return self.name_zh if self.name_zh and self.read_in_chinese() else self.name

    @property
    def hours(self) -> tuple[time, time]:
        """Business hours of a working day, in the office's own zone; the usual ones where none are entered."""
        return self.opens_at or USUAL_HOURS[0], self.closes_at or USUAL_HOURS[1]

    @staticmethod
    def read_in_chinese() -> bool:
        """Whether the reader's language calls for the Chinese name."""
        return (translation.get_language() or "en").startswith("zh")

    @staticmethod
    def below(roots: Iterable[int], parents: Mapping[int, int | None]) -> frozenset[int]:
        """The roots and every office under them. `parents` maps office id to parent id."""
        children: dict[int | None, list[int]] = {}
        for office_id, parent_id in parents.items():
            children.setdefault(parent_id, []).append(office_id)
        found: set[int] = set()
        waiting: list[Any] = list(roots)
        while waiting:
            office_id = waiting.pop()
            if office_id not in found:
                found.add(office_id)
                waiting += children.get(office_id, [])
        return frozenset(found)
