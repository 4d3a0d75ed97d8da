"""Carries messages between people and the business. Knows no telecom rule."""
