"""The talk that every user of the bench has: what subscribers mostly write, a form with its answer, and nonsense."""

# Each message with what it means: a stock project that has learnt little learns these, so that it has the same talk.
MEANT = (
    ("hello", "greet"),
    ("what's my balance", "check_balance"),
    ("how much data have i used", "check_usage"),
    ("show me my last bill", "show_bill"),
    ("why is my bill so high", "explain_bill"),
    ("what can you do", "help"),
    ("which services do i have", "list_services"),
    ("is there an outage in my area", "check_service_status"),
    ("top up my phone", "top_up"),
    ("10 pounds", "inform"),
    ("what is the capital of france", "out_of_scope"),
    ("thank you", "thank"),
)
TALK = tuple(text for text, _ in MEANT)
