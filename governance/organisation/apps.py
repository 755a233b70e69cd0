"""App configuration: menu lines and kinds of record."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    name = "governance.organisation"
    label = "organisation"
    verbose_name = _("Organisation")

    def ready(self) -> None:
        from governance.core import metrics, naming, navigation
        from governance.core.navigation import Entry
        from governance.organisation import imports, kept  # noqa: F401
        from governance.organisation.directory import names_of_users
        from governance.organisation.selectors import office_names

        people, house = _("People and offices"), _("House")
        kept.register_kinds()
        naming.register(names_of_users)
        metrics.register_names(metrics.SubjectNames(metrics.SubjectKind.OFFICE, office_names))
        navigation.register(
            Entry(people, _("Offices"), "organisation:offices", "building", what="office", order=60),
            Entry(people, _("People"), "organisation:people", "users", what="person", order=61),
            Entry(people, _("Who must use the CRM"), "organisation:use_rules", "checklist", what="use_rule", order=62),
            Entry(people, _("Usage notices"), "organisation:notices", "bell", what="usage_notice", order=63),
            Entry(people, _("Roles"), "organisation:roles", "id-badge-2", what="role_assignment", order=64),
            Entry(people, _("Delegations"), "organisation:delegations", "user-share", what="delegation", order=65),
            Entry(people, _("Accounts"), "organisation:accounts", "key", what="account", order=66),
            Entry(house, _("Retention"), "organisation:retention", "archive", what="retention", order=90),
            Entry(house, _("Changes"), "organisation:history", "history", what="history", order=91),
        )
