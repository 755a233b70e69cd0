"""Reading usage files with DuckDB: every row becomes an event or a rejected row with its number and reason."""
