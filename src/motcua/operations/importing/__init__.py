"""Moving in: tables of another system become agencies, officers and requests (docs/reference/import.md)."""
