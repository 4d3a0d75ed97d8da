"""The demo operator: its people, its network and its payment provider."""
