"""What all tests share: pytest's own means of running pytest."""

pytest_plugins = ["pytester"]
