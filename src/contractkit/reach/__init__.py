"""How an operation is reached: producers, harvested ids, identities, the service's own hints. Sends through a bench."""
