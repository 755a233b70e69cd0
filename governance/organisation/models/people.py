"""People, and apart from them who they are: erasing an identity leaves the record whole."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.permissions import Scope
from governance.core.records import Dated, Recorded
from governance.organisation.models.wording import days


class JobRole(models.TextChoices):
    """What a person does in the office: the key of the rule who must use the CRM."""

    SALES = "sales", _("Sales")
    CLERK = "clerk", _("Clerk")
    MANAGER = "manager", _("Manager")
    AGENT = "agent", _("Service agent")
    ADMINISTRATOR = "administrator", _("Administrator")
    OTHER = "other", _("Other")


class Experience(models.TextChoices):
    VETERAN = "veteran", _("Veteran")
    NEW = "new", _("New hire")


class PersonQuerySet(models.QuerySet["Person"]):
    def within(self, scope: Scope) -> Self:
        """People a right reaches: by office they ever belonged to in the current record, or themselves."""
        if scope.everything:
            return self
        by_office = models.Q(memberships__office_id__in=scope.office_ids, memberships__superseded_at__isnull=True)
        return self.filter(by_office | models.Q(pk=scope.person_id)).distinct()

    def confirmed(self) -> Self:
        return self.filter(confirmed=True)


class Person(models.Model):
    """A person of the company, by pseudonym. Name and contacts are in Identity and can be erased alone."""

    pseudonym = models.CharField(_("pseudonym"), max_length=20, unique=True)
    employee_number = models.CharField(_("employee number"), max_length=40, unique=True, null=True, blank=True)
    experience = models.CharField(_("experience"), max_length=10, choices=Experience, default=Experience.VETERAN)
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("last day"), null=True, blank=True)
    confirmed = models.BooleanField(_("confirmed"), default=True)

    objects = PersonQuerySet.as_manager()
    history = audit.tracked(excluded_fields=["employee_number"])

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["pseudonym"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(left_on__isnull=True) | models.Q(joined_on__isnull=True) | models.Q(left_on__gte=models.F("joined_on")),
                name="person_left_after_joined",
            )
        ]

    def __str__(self) -> str:
        identity = getattr(self, "identity", None)
        return str(identity) if identity else self.pseudonym


class Identity(models.Model):
    """Who a person is. Kept without history on purpose: erasing it must leave nothing behind."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="identity")
    name = models.CharField(_("name"), max_length=120, blank=True)
    name_zh = models.CharField(_("Chinese name"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True)

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")

    def __str__(self) -> str:
        chinese = (translation.get_language() or "en").startswith("zh")
        names = (self.name_zh, self.name) if chinese else (self.name, self.name_zh)
        return next((name for name in names if name), self.person.pseudonym)


class Membership(Dated):
    """Which office a person belongs to, in which job, between which days. Each office counts its own days."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships", verbose_name=_("person"))
    office = models.ForeignKey("organisation.Office", models.PROTECT, related_name="memberships", verbose_name=_("office"))
    job_role = models.CharField(_("job"), max_length=20, choices=JobRole, default=JobRole.SALES)

    history = audit.tracked()

    class Meta:
        verbose_name = _("office membership")
        verbose_name_plural = _("office memberships")
        ordering = ["person", "first_day"]
        constraints = [Dated.in_order("membership_days_in_order")]
        indexes = [models.Index(fields=["office", "first_day"])]

    def __str__(self) -> str:
        return f"{self.person}: {self.office}, {self.get_job_role_display()}, {days(self)}"


class Absence(Dated):
    """Leave: days on which a person is not expected to use the CRM."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="absences", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=40, blank=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("leave")
        verbose_name_plural = _("leave")
        constraints = [Dated.in_order("absence_days_in_order")]

    def __str__(self) -> str:
        return f"{self.person}: {days(self)}"


class UseRule(Dated):
    """Who must use the CRM: people in this job (of this office, or of every office) in this CRM role, from a day."""

    job_role = models.CharField(_("job"), max_length=20, choices=JobRole)
    crm_role = models.CharField(_("role in the CRM"), max_length=60)
    office = models.ForeignKey("organisation.Office", models.PROTECT, null=True, blank=True, verbose_name=_("only in"))

    history = audit.tracked()

    class Meta:
        verbose_name = _("rule who must use the CRM")
        verbose_name_plural = _("rules who must use the CRM")
        ordering = ["job_role", "first_day"]
        constraints = [Dated.in_order("use_rule_days_in_order")]

    def __str__(self) -> str:
        place = f" ({self.office})" if self.office else ""
        return f"{self.get_job_role_display()}{place} → {self.crm_role}, {days(self)}"


class UsageNotice(Recorded):
    """The recorded notice to a person that their use of the CRM is measured; nothing personal is shown before it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="usage_notices", verbose_name=_("person"))
    given_on = models.DateField(_("given on"))
    method = models.CharField(_("how"), max_length=120)
    username = models.CharField(_("by"), max_length=150)

    history = audit.tracked()

    class Meta:
        verbose_name = _("usage notice")
        verbose_name_plural = _("usage notices")
        ordering = ["given_on"]

    def __str__(self) -> str:
        return f"{self.person}: {self.given_on}, {self.method}"
