"""Puts names of sentences and raw values into words and pictures."""
