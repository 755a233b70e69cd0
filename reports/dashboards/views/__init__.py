"""The home page of each role, the office page, and the search."""
