"""Pages of procedures: finding and reading them, and the operator's versions."""
