"""A place to type pytest in."""

from tests.plugin.place import place

__all__ = ["place"]
