"""What people say of the service they received: ratings of settled requests, which nobody can trace to a request."""
