"""What may follow what, who may do it, and how it is numbered. Pure: no database, no clock, no request."""
