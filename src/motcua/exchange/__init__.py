"""Carries the state of every dossier from local nodes to the national node, once, in order, whatever breaks."""
