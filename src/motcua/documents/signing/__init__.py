"""Keys that sign, and PAdES signatures made with them. Knows no tables; called by jobs only, never in a transaction.

pyHanko is imported by the modules inside when they are first needed, so that pages do not pay for it.
"""
