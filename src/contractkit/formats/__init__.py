"""Formats of contract documents: one file each; a format claims a document and parses it."""
