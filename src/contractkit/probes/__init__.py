"""How groups of obligations are exercised: one file each."""
