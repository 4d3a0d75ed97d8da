"""The business of a telecom operator: what subscribers have, may do, use and pay. Runs without a chat."""
