"""Kinds of promises: one file each; what is promised, and when a trace speaks for it."""
