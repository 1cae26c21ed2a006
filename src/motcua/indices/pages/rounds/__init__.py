"""The pages of a round of scoring: for its owner, for its units, for whoever appraises."""
