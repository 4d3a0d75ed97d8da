"""How people really write, brought to one way of writing: shorthand, money, numbers, addresses."""

from __future__ import annotations

import re
import unicodedata

from nlu.components.german import wording as german

SHORTHAND = dict(
    pair.split("=")
    for pair in (
        "u=you|r=are|ur=your|yr=your|wot=what|wat=what|wots=what is|whats=what is|pls=please|plz=please|plse=please"
        "|thx=thanks|thnx=thanks|tnx=thanks|ta=thanks|cheers=thanks|m8=mate|b4=before|gr8=great|l8r=later|4=for|2=to"
        "|im=i am|ive=i have|id=i would|ill=i will|dont=do not|doesnt=does not|wont=will not|cant=can not"
        "|cannot=can not|isnt=is not|hasnt=has not|havent=have not|didnt=did not|wasnt=was not|arent=are not"
        "|couldnt=could not|wouldnt=would not|shouldnt=should not|wheres=where is|hows=how is|whens=when is"
        "|whos=who is|thats=that is|theres=there is|its=it is|youre=you are|theyre=they are|weve=we have"
        "|wanna=want to|gonna=going to|gotta=have to|gimme=give me|lemme=let me|dunno=do not know|innit=is it not"
        "|tel=phone|fone=phone|mob=mobile|moby=mobile|cell=mobile|msg=message|msgs=messages|txt=text|txts=texts"
        "|sms=text|acc=account|acct=account|bal=balance|appt=appointment|tmrw=tomorrow|tomoz=tomorrow|tmr=tomorrow"
        "|2moro=tomorrow|2day=today|wk=week|wks=weeks|mth=month|mths=months|mnth=month|hr=hour|hrs=hours|min=minute"
        "|mins=minutes|bb=broadband|telly=tv|television=tv|cos=because|coz=because|cuz=because|bcoz=because|abt=about"
        "|info=information|n=and|nd=and|da=the|dat=that|dis=this|y=why|k=ok|okay=ok|yh=yes|ye=yes|yeah=yes|yea=yes"
        "|yep=yes|yup=yes|aye=yes|nope=no|nah=no|ppl=people|rn=now|cud=could|wud=would|shud=should|hav=have|hv=have"
        "|gud=good|luv=love|wiv=with|w/o=without|av=have|wen=when|wer=where|no1=nobody|sum1=somebody|some1=somebody"
    ).split("|")
)

# Swearing that only adds weight: the wish is read as if it were not there.
SWEARING = (
    r"(?:fucking|bloody|freaking|sodding) hell|for (?:fucks?|gods?|christs?|goodness|heavens|petes) sakes?|ffs|jfc"
    r"|(?:the )?(?:hell|fuck|heck)(?= (?:is|are|am|do|does|did|has|have|was|will|can|cant|should))"
    r"|f+u+c+king?|f[*#@]+\w*|effing?|frigging?|freaking?|sodding|bloody|god ?damn(?:ed)?|damn(?:ed)?"
)
MASKS = (
    (re.compile(r"\S+@\S+\.\w+"), " xemail "),
    (re.compile(r"\b(?:ord|tt|bill)-[\w-]+"), lambda found: f" x{found.group(0)[:2]}id "),
    (re.compile(r"\b(?=[a-z2-9-]*\d)(?=[a-z2-9-]*[a-z])[a-z2-9]{4}(?:[ -]?[a-z2-9]{4}){3}\b"), " xvoucher "),
    (re.compile(r"[£€$]\s?\d[\d.,]*"), " xmoney "),
    (re.compile(r"\b\d[\d.,]*(?:[£€](?!\s?\d)|\s?(?:quid|pounds?|gbp|euros?|p\b|pence))"), " xmoney "),
    (re.compile(r"\+?\d[\d ()-]{7,}\d"), " xphone "),
    (re.compile(r"\b\d+(?:[.,:]\d+)*\s?%|\b\d+\s?per ?cent\b"), " xpercent "),
    (re.compile(r"\b\d+\s?(?:gb|mb|gig|gigs)\b"), " xvolume "),
    (re.compile(r"\b\d{1,2}(?:st|nd|rd|th)\b"), " xday "),
    (re.compile(r"\b(\d+)(?=[a-z])"), r"\1 "),
    (re.compile(rf"\b(?:{SWEARING})(?!\w)"), " "),
)
WORDS = re.compile(r"[^\W_]+|[?!]")
INVISIBLE = re.compile(r"[\u0000-\u0008\u000b-\u001f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


# E-mails, identifiers, voucher codes and sums with a sign look the same in every language.
MASKS_OF = {"en": MASKS, "de": (*MASKS[:4], *german.MASKS)}
SHORTHAND_OF = {"en": SHORTHAND, "de": german.SHORTHAND}


def spoken_words(text: str, *, language: str = "en") -> list[str]:
    """The words of a message, with numbers named by what they are and shorthand written out."""
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).lower().replace("’", "'").replace("'", "")
    for pattern, name in MASKS_OF[language]:
        text = pattern.sub(name, text)
    shorthand = SHORTHAND_OF[language]
    words: list[str] = []
    for word in WORDS.findall(german.fold(text) if language == "de" else text):
        if word in shorthand:
            words.extend(shorthand[word].split())
        else:
            words.append("xnum" if word.isdigit() else re.sub(r"(.)\1{2,}", r"\1\1", word))
    return words
