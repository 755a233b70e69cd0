"""Reads that cross tables: one module per subject."""
