"""A running service that is killed again and again while people write to it, and what has to be true afterwards."""
