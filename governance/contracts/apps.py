"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContractsConfig(AppConfig):
    name = "governance.contracts"
    label = "contracts"
    verbose_name = _("Vendor contracts")

    def ready(self) -> None:
        from governance.contracts import metrics  # noqa: F401  (registers this room's figures)
        from governance.core.navigation import Entry, register

        register(
            Entry(_("Vendor"), _("Contracts"), "contracts:contracts", "file-certificate", what="milestone", order=40),
            Entry(_("Vendor"), _("Penalties owed"), "contracts:owed", "report-money", what="penalty", order=41),
            Entry(_("Vendor"), _("Selections"), "contracts:selections", "scale", what="selection", order=42),
        )
