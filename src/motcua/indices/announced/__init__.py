"""Frozen sheets of rounds as everybody reads them from their hour on: opened through the one gate, compared, drawn, written out."""
