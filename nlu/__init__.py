"""What the assistant understands and how it decides what comes next: Rasa, and what we add to it."""
