"""The HTTP client: bytes out, an answer or a fault in, one deadline for all of it."""
