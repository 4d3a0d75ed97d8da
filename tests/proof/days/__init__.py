"""Thirty days of notices, with three schedulers that are killed and clocks that are changed. What must hold."""
