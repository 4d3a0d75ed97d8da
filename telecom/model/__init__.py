"""What the business talks about: values, entities, their states and rules. Standard library only."""
