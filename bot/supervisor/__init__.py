"""Starts what Dialtone needs beside itself, its database and Rasa, and leaves no process behind."""
