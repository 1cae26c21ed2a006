"""Persons, organisations, accounts, agencies, mandates, sign-in, and who may see what."""
