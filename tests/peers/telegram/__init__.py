"""A stand-in for Telegram's servers, so that the whole way of a message can be tested without the internet."""
