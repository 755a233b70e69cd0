"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdoptionConfig(AppConfig):
    name = "rollout.adoption"
    label = "adoption"
    verbose_name = _("Adoption")

    def ready(self) -> None:
        from rollout.adoption import jobs, metrics  # noqa: F401

        metrics.register_all()
