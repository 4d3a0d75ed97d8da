"""Short, friendly answers to what is no business of ours: the time, a joke, the weather, other companies."""

import re
from collections.abc import Sequence

from actions.asked import Asked
from actions.explaining import about_ourselves
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work

_TOPICS = (
    ("utter_talk_time", r"what(?:'?s| is)? (?:the )?time(?! (?:is my|does|will|of))|what time is it|wie spät|uhrzeit"),
    ("utter_talk_joke", r"jokes?|make me (?:laugh|smile)|something funny|witz\w*"),
    ("utter_talk_weather", r"weather|rain\w*|sunny|snow\w*|forecast|how (?:hot|cold|warm)|wetter|regnet"),
    ("utter_talk_fine", r"how are (?:you|u|ya)|how'?s it going|how r u|you ok(?:ay)?|wie geht'?s"),
    ("utter_talk_name", r"what(?:'?s| is)? (?:your|ur) name|(?:have|got) a name|wie hei(?:ß|ss)t du|how old are you"),
    ("utter_talk_praise", r"(?:i )?(?:love|like) (?:you|u)|marry me|you'?re (?:great|nice|funny|sweet|the best)"),
    ("utter_talk_privacy", r"who (?:lives|owns|is registered)|whose (?:number|phone|house)|track (?:my|a|someone)|spy"),
    ("utter_talk_others", r"vodafone|o2|ee|three|giffgaff|lebara|tesco|virgin|sky|bt|telekom|orange|better than"),
)  # fmt: skip
_FINDS = tuple((name, re.compile(rf"\b(?:{words})\b", re.I)) for name, words in _TOPICS)
_LONGEST = 16


def small_talk(asked: Asked, work: Work) -> Sequence[Utterance]:
    """The answer to small talk; empty where it is none."""
    if told := about_ourselves(asked):
        return told
    if len(asked.text.split()) > _LONGEST:
        return []
    name = next((name for name, words in _FINDS if words.search(asked.text)), None)
    if name is None:
        return []
    values = {"time": work.now.astimezone(work.zone).strftime("%H:%M")} if name == "utter_talk_time" else {}
    shop = ask_for("browse_catalogue", "utter_wish_browse_catalogue")
    return [Utterance(name, values, [shop] if name == "utter_talk_others" else [])]
