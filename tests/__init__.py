"""The tests of Dialtone."""
