"""The storm of payments: processes killed, lines cut, answers lost, every yes said twice. What must hold."""
