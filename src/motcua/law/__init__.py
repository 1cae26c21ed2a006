"""Dated values with their legal basis, public holidays and overrides, opening hours."""
