"""A PostgreSQL that is killed, lost with its disk and restored, or has no room left, while people pay."""
