"""Proposals of sweep files."""
