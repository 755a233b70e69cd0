"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "reports.documents"
    label = "documents"
    verbose_name = _("Documents")

    def ready(self) -> None:
        from governance.core import navigation
        from governance.core.navigation import Entry
        from reports.documents import jobs  # noqa: F401

        section = _("Reports")
        navigation.register(
            Entry(section, _("Executive reports"), "documents:reports", "file-type-pdf", "executive_report", order=60),
            Entry(
                section, _("Scorecards of all offices"), "documents:packs", "archive", "office_scorecard", order=64, short=_("Scorecards")
            ),
            Entry(section, _("Verify a document"), "core:verify", "fingerprint", "verification", order=69, short=_("Verify")),
        )
