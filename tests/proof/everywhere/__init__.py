"""The same talks on every channel: a running service, its peers, and phones on each channel."""
