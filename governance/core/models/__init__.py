"""The models of core: the documents' beside their kit, those of the other kits here."""

from governance.core.documents.models import Document, Snapshot
from governance.core.models.attachments import Attachment
from governance.core.models.imports import ImportBatch, ImportState
from governance.core.models.jobs import Job, JobState
from governance.core.models.reminders import Reminder

__all__ = ["Attachment", "Document", "ImportBatch", "ImportState", "Job", "JobState", "Reminder", "Snapshot"]
