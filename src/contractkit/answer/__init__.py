"""What an answer carries and may be held against. Pure."""
