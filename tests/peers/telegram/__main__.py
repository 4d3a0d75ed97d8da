"""Runs the stand-in for Telegram in a process of its own: prints its address, ends when its input ends."""

import sys

from tests.peers.telegram.server import FakeBotApi

with FakeBotApi(port=int(sys.argv[1]) if len(sys.argv) > 1 else 0) as telegram:
    sys.stdout.write(f"{telegram.root}\n")
    sys.stdout.flush()
    sys.stdin.read()
