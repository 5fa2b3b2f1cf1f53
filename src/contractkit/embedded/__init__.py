"""Brokers that come as a wheel: one file each; started on a private port of 127.0.0.1, stopped by pid."""
