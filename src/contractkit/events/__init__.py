"""One event and what a contract says of it in, what it gets wrong out: the same for runs, own tests and captures."""
