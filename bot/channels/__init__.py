"""The ways messages come and go: terminal, Telegram."""
