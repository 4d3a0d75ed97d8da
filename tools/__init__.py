"""What a developer needs around the program: set-up and lock files."""
