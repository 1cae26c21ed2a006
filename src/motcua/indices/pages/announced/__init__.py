"""Pages of frozen rounds, for everybody from the hour of their announcement on."""
