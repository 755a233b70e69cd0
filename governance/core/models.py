"""The models of core, each defined beside its kit."""

from governance.core.documents.models import Document, Snapshot

__all__ = ["Document", "Snapshot"]
