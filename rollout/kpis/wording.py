"""A text in three languages, as the reader gets it: in theirs, else the other Chinese, else as it was first written. Pure."""

from __future__ import annotations


def in_words(language: str | None, first: str, hans: str, hant: str) -> str:
    """`first` is never empty where the text is required; a Chinese reader reads the other script before a foreign language."""
    asked = (language or "en").lower()
    if not asked.startswith("zh"):
        return first or hans or hant
    return (hant or hans if asked.startswith("zh-hant") else hans or hant) or first
