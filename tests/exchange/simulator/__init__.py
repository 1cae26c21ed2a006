"""A nation, one to four local nodes and a bad network under virtual time; docs/methods/exchange-faults.md says how.

The product's own code runs on real SQLite files. All chance comes from one seed, which a failure prints.
"""
