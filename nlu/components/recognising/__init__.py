"""Finds what a message names: numbers, sums, days, identifiers, things. Each stretch of text is read only once."""

from nlu.components.recognising.reading import recognise
from nlu.components.recognising.setting import Found, Setting

__all__ = ["Found", "Setting", "recognise"]
