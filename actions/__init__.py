"""What the language model may ask to be done: slots in, one management function, a sentence name out."""
