"""Ways to send a request: one file each."""
