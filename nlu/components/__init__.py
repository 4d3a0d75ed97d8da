"""The parts we add to Rasa: how it hears, what it remembers, what it recognises in a message."""
