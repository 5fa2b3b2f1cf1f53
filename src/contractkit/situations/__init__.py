"""The situations in which an operation has to fail, one file each; each file registers itself."""
