"""Every picture that an answer can carry, with the values that are hardest to draw."""
