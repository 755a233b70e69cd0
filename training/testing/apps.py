"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TestingConfig(AppConfig):
    name = "training.testing"
    label = "testing"
    verbose_name = _("Tests")

    def ready(self) -> None:
        from governance.core.navigation import Entry, register
        from training.testing import metrics, results_navigation  # noqa: F401

        section = _("Training")
        register(
            Entry(section, _("My tests"), "testing:mine", "list-check", what="own_test", order=32),
            Entry(section, _("Papers"), "testing:papers", "file-text", what="test_paper", order=37),
            Entry(section, _("Late answers"), "testing:late_list", "clock", what="late_answer", order=38),
            Entry(section, _("Allowances"), "testing:allowances", "adjustments", what="test_allowance", order=39),
            Entry(section, _("Question bank"), "testing:bank", "help-circle", what="question", order=36),
        )
        results_navigation.register_all()
