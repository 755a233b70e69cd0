"""App configuration: menu lines, kinds of record, figures."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SteeringConfig(AppConfig):
    name = "governance.steering"
    label = "steering"
    verbose_name = _("Steering")

    def ready(self) -> None:
        from governance.core.navigation import Entry, register
        from governance.core.permissions import Verb
        from governance.steering import kept, metrics  # noqa: F401  (registers this room's figures)

        section = _("Steering")
        kept.register_kinds()
        register(
            Entry(_("Home"), _("What waits for my vote"), "steering:waiting", "checks", "vote", Verb.CHANGE, order=6, short=_("To vote")),
            Entry(section, _("Charter"), "steering:charter", "certificate", "charter", order=26),
            Entry(section, _("Committees"), "steering:committees", "users-group", "committee", order=27),
            Entry(section, _("Ballots"), "steering:ballots", "checks", "ballot", order=28),
        )
