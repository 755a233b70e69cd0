"""Pages of vendor contracts."""
