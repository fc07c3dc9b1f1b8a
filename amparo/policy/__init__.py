"""The request desk: what immigration authorities ask of an office, what the law says to it, and what must follow."""
