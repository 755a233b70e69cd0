"""App configuration: menu lines, figures, and what is forgotten with a person."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClearanceConfig(AppConfig):
    name = "training.clearance"
    label = "clearance"
    verbose_name = _("Clearance")

    def ready(self) -> None:
        from governance.core import navigation
        from governance.core.navigation import Entry
        from training.clearance import kept, metrics

        metrics.register()
        kept.register_kinds()
        section = _("Clearance")
        navigation.register(
            Entry(section, _("Am I cleared?"), "clearance:mine", "shield-check", "my_clearance", order=12, short=_("Cleared?")),
            Entry(section, _("Clearance"), "clearance:overview", "shield-check", "clearance_figures", order=44),
            Entry(section, _("Clearance list"), "clearance:list", "list-check", "clearance", order=45),
            Entry(section, _("What roles require"), "clearance:requirements", "checklist", "clearance_rules", order=46),
            Entry(section, _("Waivers"), "clearance:waivers", "hand-stop", "waiver", order=47),
            Entry(section, _("Proxy permits"), "clearance:permits", "user-share", "proxy_permit", order=48),
            Entry(section, _("Accounts of the CRM"), "clearance:reconciliations", "user-question", "crm_account", order=49),
            Entry(section, _("Certificates"), "clearance:certificates", "certificate", "certificates", order=50),
        )
