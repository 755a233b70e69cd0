"""The job kit: work that takes longer than a page may, with a progress bar, that can be left and come back to.

A room registers a function with `@job`, starts it with `start`, and may have it run `@after` a topic that a lower
room announces. Jobs are idempotent: one whose worker was killed runs again from the beginning.
"""

from governance.core.jobs.progress import Cancelled, Progress
from governance.core.jobs.registry import after, job
from governance.core.jobs.starting import announce, cancel, start

__all__ = ["Cancelled", "Progress", "after", "announce", "cancel", "job", "start"]
