"""Sign-in by employee number and a printed one-time code."""

from django.contrib.auth.backends import ModelBackend


class OneTimeCodeBackend(ModelBackend):
    """Accepts a one-time code instead of a password."""
