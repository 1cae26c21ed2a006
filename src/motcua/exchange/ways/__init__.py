"""How this node speaks to others: signed requests to the nation, the portal's own format. No tables, no rules."""
