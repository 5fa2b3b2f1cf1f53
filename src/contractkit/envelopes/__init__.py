"""The ways of saying failures that are in use, one file each; each file registers itself."""
