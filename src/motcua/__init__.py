"""Một Cửa, "one door": public administration from the request to the result, and the figures that follow."""
