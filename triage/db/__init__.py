"""Storage: records, repositories, migrations and the unit of work."""
