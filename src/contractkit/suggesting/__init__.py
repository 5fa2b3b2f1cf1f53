"""A run that is watched in, the lines of `events:` that it speaks for out."""
