"""One rule about contracts a file; each registers itself."""
