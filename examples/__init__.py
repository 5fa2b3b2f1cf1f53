"""Sample services; `examples.orders` is what `contracts/` describes."""
