"""Small programs of this house: `python -m tools.docs`, `python -m tools.changelog`."""
