"""App configuration: menu lines and kinds of record."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    name = "governance.policies"
    label = "policies"
    verbose_name = _("Policies")

    def ready(self) -> None:
        from governance.core.navigation import Entry, register
        from governance.core.permissions import Verb
        from governance.policies import kept, metrics  # noqa: F401  (registers this room's figures)

        section = _("Policies")
        kept.register_kinds()
        register(
            Entry(_("Home"), _("What I must sign"), "policies:mine", "signature", "signature", Verb.CHANGE, order=5, short=_("To sign")),
            Entry(section, _("Policies"), "policies:policies", "gavel", "policy", order=50),
            Entry(section, _("Incentives"), "policies:incentives", "award", "incentive", Verb.EXPORT, order=51),
            Entry(section, _("Sanctions"), "policies:sanctions", "scale", "sanction", Verb.EXPORT, order=52),
        )
