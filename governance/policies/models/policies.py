"""A policy, its versions in three languages, and what happened to each version."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.languages import said_of
from governance.core.records import EventRow
from governance.policies import texts
from governance.policies.states import Change, PolicyKind, VersionState, VersionStep


class Policy(models.Model):
    """A rule of the company that people read and sign. Its titles are those of the latest published version."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=PolicyKind)
    title_en = models.CharField(_("title in English"), max_length=160)
    title_zh_hans = models.CharField(_("title in Simplified Chinese"), max_length=160)
    title_zh_hant = models.CharField(_("title in Traditional Chinese"), max_length=160)

    history = audit.tracked()

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering = ["code"]

    def __str__(self) -> str:
        return said_of(self, "title") or self.code

    def get_absolute_url(self) -> str:
        return reverse("policies:policy", args=[self.code])


class PolicyVersion(models.Model):
    """One wording of a policy, for whom and from when. Fixed once it leaves the draft."""

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="versions", verbose_name=_("policy"))
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=12, choices=VersionState, default=VersionState.DRAFT)
    round = models.PositiveSmallIntegerField(_("round of consultation"), default=0)
    change = models.CharField(_("kind of change"), max_length=10, choices=Change, default=Change.MATERIAL)
    change_note = models.TextField(_("what changes, and why"), blank=True)
    title_en = models.CharField(_("title in English"), max_length=160)
    title_zh_hans = models.CharField(_("title in Simplified Chinese"), max_length=160)
    title_zh_hant = models.CharField(_("title in Traditional Chinese"), max_length=160)
    body_en = models.TextField(_("text in English"), blank=True)
    body_zh_hans = models.TextField(_("text in Simplified Chinese"), blank=True)
    body_zh_hant = models.TextField(_("text in Traditional Chinese"), blank=True)
    touches = models.JSONField(_("touches"), default=list, blank=True)
    job_roles = models.JSONField(_("for these jobs"), default=list, blank=True)
    crm_roles = models.JSONField(_("for these roles in the CRM"), default=list, blank=True)
    office_ids = models.JSONField(_("in these offices"), default=list, blank=True)
    effective_on = models.DateField(_("in force from"), null=True, blank=True)
    sign_by = models.DateField(_("to be signed by"), null=True, blank=True)
    withdrawn_from = models.DateField(_("no longer in force from"), null=True, blank=True)
    office_limit = models.DecimalField(
        _("incentive that the project office may approve, up to"), max_digits=12, decimal_places=2, null=True, blank=True
    )

    history = audit.tracked()

    class Meta:
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")
        ordering = ["policy", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="policy_version_number_once"),
            models.UniqueConstraint(
                fields=["policy"], condition=Q(state__in=["draft", "consultation"]), name="one_policy_version_in_preparation"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(effective_on__isnull=False, sign_by__isnull=False), name="published_policy_has_its_days"
            ),
            models.CheckConstraint(condition=~Q(change="editorial") | Q(number__gt=1), name="first_policy_version_is_material"),
        ]

    def __str__(self) -> str:
        return _("%(title)s, version %(number)s") % {"title": self.title_in(), "number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("policies:version", args=[self.policy.code, self.number])

    def title_in(self, language: str = "") -> str:
        return said_of(self, "title", language)

    def body_in(self, language: str = "") -> str:
        return said_of(self, "body", language)

    def exact_in(self, language: str, effective_on: date) -> str:
        """The text as it is fixed when it is published from that day."""
        return texts.exact(
            language=language,
            code=self.policy.code,
            title=self.titles[language],
            number=self.number,
            effective_on=effective_on,
            body=self.bodies[language],
        )

    @property
    def bodies(self) -> dict[str, str]:
        return {"en": self.body_en, "zh-hans": self.body_zh_hans, "zh-hant": self.body_zh_hant}

    @property
    def titles(self) -> dict[str, str]:
        return {"en": self.title_en, "zh-hans": self.title_zh_hans, "zh-hant": self.title_zh_hant}


class VersionEvent(EventRow):
    """What happened to a version: sent into consultation, consulted, reviewed, approved, published, withdrawn."""

    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="events", verbose_name=_("version"))
    step = models.CharField(_("what"), max_length=10, choices=VersionStep)
    round = models.PositiveSmallIntegerField(_("round of consultation"))
    on = models.DateField(_("on"))
    party = models.CharField(_("with or by whom"), max_length=200, blank=True)
    outcome = models.TextField(_("outcome"), blank=True)
    attachment = models.ForeignKey("core.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file"))

    class Meta(EventRow.Meta):
        verbose_name = _("event of a policy version")
        verbose_name_plural = _("events of policy versions")
        constraints = [
            models.UniqueConstraint(fields=["version"], condition=Q(step="publish"), name="policy_version_published_once"),
            models.UniqueConstraint(fields=["version", "round"], condition=Q(step="approve"), name="policy_version_approved_once"),
        ]


class PolicyText(EventRow):
    """The exact text of a published version in one language, kept for ever under its hash."""

    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="texts", verbose_name=_("version"))
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    text = models.TextField(_("exact text"))
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)

    class Meta(EventRow.Meta):
        verbose_name = _("exact text of a policy")
        verbose_name_plural = _("exact texts of policies")
        constraints = [models.UniqueConstraint(fields=["version", "language"], name="policy_text_once_per_language")]

    def __str__(self) -> str:
        return f"{self.version} ({self.get_language_display()})"
