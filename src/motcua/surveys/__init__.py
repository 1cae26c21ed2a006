"""Questionnaires, samples, answers and what they say of everybody, with how sure that is. It never knows who gave which answer."""
