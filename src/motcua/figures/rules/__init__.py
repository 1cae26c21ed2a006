"""What the room decides without a database: months, heads of named queries, how sure a quantile is."""
