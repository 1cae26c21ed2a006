"""Snapshots of the records as Parquet, and the named queries over them: each published number with the records it counts.

It knows no tables of other rooms: it runs the statement that a counted room offers as its contract, and writes what
other rooms show through their front doors. No personal data comes in.
"""
