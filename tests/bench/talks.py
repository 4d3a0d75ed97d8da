"""The talk that every user of the bench has: what subscribers mostly write, a form with its answer, and nonsense."""

TALK = (
    "hello",
    "what's my balance",
    "how much data have i used",
    "show me my last bill",
    "why is my bill so high",
    "what can you do",
    "which services do i have",
    "test my mobile",
    "top up my phone",
    "10 pounds",
    "what is the capital of france",
    "thank you",
)
