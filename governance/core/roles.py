"""The roles of the product; one person may hold several, per office, dated."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    SPONSOR = "sponsor", _("Executive sponsor")
    PROJECT_OFFICE = "project_office", _("Project office")
    OFFICE_HEAD = "office_head", _("Office head")
    TRAINER = "trainer", _("Trainer")
    STAFF = "staff", _("Staff")
    VENDOR = "vendor", _("Vendor")
    AUDITOR = "auditor", _("Auditor")
    COMMITTEE = "committee", _("Committee member")
    FINANCE = "finance", _("Finance")
    HR = "hr", _("Human resources")
    CRM_ADMIN = "crm_admin", _("CRM administrator")
    PROJECT_DIRECTOR = "project_director", _("Project director")
    ASSESSOR = "assessor", _("Assessor")
    MEDIATOR = "mediator", _("Mediator")


# Roles that steer the programme: with the setting on, they must use a second factor.
STEERING_ROLES = frozenset({Role.SPONSOR, Role.PROJECT_OFFICE})
