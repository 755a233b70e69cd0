"""Reads that cross tables, as the record held them at any instant."""
