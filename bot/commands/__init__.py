"""What each `dialtone` command does. Only here the demo operator meets the bot."""
