"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "governance.core"
    label = "core"
    verbose_name = _("Core")

    def ready(self) -> None:
        from governance.core import formlook  # noqa: F401
