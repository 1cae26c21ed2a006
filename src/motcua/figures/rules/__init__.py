"""What the room decides without a database: months, heads of named queries, how sure a quantile is."""

from .heads import Query, Unit

__all__ = ["Query", "Unit"]
