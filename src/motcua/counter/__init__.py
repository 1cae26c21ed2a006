"""The counter: tickets and the call-out board, appointments, what passes between desk and unit. It decides no request."""
