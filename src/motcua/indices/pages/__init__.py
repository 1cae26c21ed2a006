"""Pages of published figures, for everyone; and the one where an office brings a table in."""
