"""Runs the house: serve, work, doctor, backup, restore, sample, demo. No tables."""
