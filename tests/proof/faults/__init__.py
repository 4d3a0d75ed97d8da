"""Faults injected into the simulated network, one after the other, and what became of each."""
