"""One file a command: `arguments(parser)` and `run(given) -> exit status`."""
