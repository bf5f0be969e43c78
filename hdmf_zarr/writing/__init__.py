"""Builders -> plan -> store: everything is decided before the first byte is written."""
