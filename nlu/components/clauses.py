"""What is wished in one part of a long message: "third time this week, I'm fed up, just tell me what I owe".

Where the whole leaves it open, because anger or a story stands around the wish, each part is read alone; one that is a
clear wish by itself is what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from nlu.components.intent_model import OUT_OF_SCOPE, Verdict
from nlu.components.sureness import CLEAR_FROM

CLEAR_PART = 0.8
"""So sure must the model be of a part of the message; the whole has left it open."""
LEAST_NEAR, NEAR_FROM_OUTSIDE = 0.05, 0.3
"""So near must the whole have come to the wish of its part; nearer where it was taken for another business's matter,
which is told by what stands around: "my gym charged me twice, can I get that back"."""
SHORTEST_PART = 3
LONGEST_WHOLE = 5
"""In a message of so few words nothing stands around the wish."""
_BETWEEN = re.compile(r"\s*[,;.!?\n]+\s*|\s+-+\s+|\s+(?:but|so|cos|because|aber|also|weil)\s+", re.I)
# What is no wish of its own, or may be no more than the story around one.
_NO_WISH = frozenset(
    {OUT_OF_SCOPE, "greet", "goodbye", "thank", "affirm", "deny", "inform", "cancel", "help", "repeat", "undo",
     "give_feedback", "rate_service", "share_tip"}
)  # fmt: skip
# What a story or anger is taken for where nothing in it is clearer.
_STORY = frozenset({OUT_OF_SCOPE, "give_feedback", "repeat", "help"})
SURE_STORY = 0.85


def judge_parts(text: str, verdict: Verdict, judge: Callable[[str], Verdict]) -> Verdict:
    """The verdict about the one part that is a clear wish; the same verdict where the whole is clear, or no part is."""
    is_open = verdict.confidence < (SURE_STORY if verdict.intent in _STORY else CLEAR_FROM)
    if not is_open or len(text.split()) <= LONGEST_WHOLE:
        return verdict
    parts = [part for part in _BETWEEN.split(text) if len(part.split()) >= SHORTEST_PART]
    if len(parts) < 2 and (not parts or parts[0] == text.strip()):
        return verdict
    least = NEAR_FROM_OUTSIDE if verdict.intent == OUT_OF_SCOPE else LEAST_NEAR
    near = {name for name, share in verdict.nearest if share >= least}
    found = [judged for judged in map(judge, parts) if judged.intent not in _NO_WISH and judged.intent in near]
    best = max(found, key=lambda each: each.confidence, default=None)
    return best if best is not None and best.confidence >= CLEAR_PART else verdict
