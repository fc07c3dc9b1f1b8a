"""PostgreSQL: where it is, the server that Amparo brings along, its roles and its walls."""
