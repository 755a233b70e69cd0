"""Two lists compared by hashed keys: read by the engine, never kept."""
