"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StagingConfig(AppConfig):
    name = "rollout.staging"
    label = "staging"
    verbose_name = _("Staging")
