"""Checks: pure functions from a trace to mismatches, one file each."""
