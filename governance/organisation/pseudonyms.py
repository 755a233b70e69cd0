"""Pseudonyms: what the record calls a person when the name is not to be shown, or is gone."""

from __future__ import annotations

import secrets

# Without letters and digits that are mistaken for one another when read aloud or from paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_pseudonym() -> str:
    """A random name that tells nothing: 30⁷ of them, so two alike are a database error and not a confusion."""
    return "P" + "".join(secrets.choice(ALPHABET) for _ in range(7))
