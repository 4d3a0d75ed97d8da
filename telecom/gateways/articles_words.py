"""The words by which how-to articles are found, in each language: their stems, and those that say little."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

ENGLISH = "en"
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class SpokenIn:
    """A language: who makes its stems, other spellings, words that no article is about, and stems that only tell how
    one article is nearer than another."""

    stemmer: str
    spellings: Mapping[str, str]
    idle: frozenset[str]
    weak: frozenset[str]

    def words(self, text: str) -> list[str]:
        """The words of a text that say something, in their stem."""
        plain = text.casefold()
        for written, meant in self.spellings.items():
            plain = plain.replace(written, meant)
        return [self.stem(word) for word in _WORD.findall(plain) if word not in self.idle]

    def stem(self, word: str) -> str:
        """A word in its stem."""
        import Stemmer

        return str(Stemmer.Stemmer(self.stemmer).stemWord(word))


def _in(words: str) -> frozenset[str]:
    return frozenset(words.split())


SPOKEN = {
    ENGLISH: SpokenIn(
        "english",
        {
            "’": "",
            "'": "",
            "wi-fi": "wifi",
            "set-top": "settop",
            "set top": "settop",
            "answer phone": "answerphone",
            "voice mail": "voicemail",
        },
        _in(
            """how do does did can could would should will please tell show explain what where when which way thing my
            mine i the a an to on in of for it is are am be and or with from one you your there have has got any some if
            at by into that this kindly need want help just dont anything so good as may whats its not know instructions
            guide till until wants daughter son wife husband mum mother dad father gran nan grandma grandad friend"""
        ),
        _in("set setup up new first time use work get make put turn off chang"),
    ),
    "de": SpokenIn(
        "german",
        {
            "ä": "ae",
            "ö": "oe",
            "ü": "ue",
            "ß": "ss",
            "’": "",
            "'": "",
            "wi-fi": "wlan",
            "wifi": "wlan",
            "w-lan": "wlan",
            "sim-karte": "simkarte",
            "tv-box": "tv box",
            "set-top-box": "settopbox",
        },
        _in(
            """wie was wo wer wen wem wann warum wieso welche welcher welches welchen kann kannst koennen
            koennte koenntest konnte soll sollte muss muesste darf will wollen moechte mag bitte mal denn
            eigentlich auch noch haette haett gern gerne wuerde moecht tun ich du er sie es wir ihr mich
            mir dich dir uns euch ihnen man einem mein meine meinen meinem meiner dein deine deinen
            deinem deiner unser unsere unseren unserem euer eure ihre ihren ihrem der die das den dem des
            ein eine einen einer eines und oder aber mit von vom zu zum zur im in ins am an aufs auf fuer
            bei beim aus ist sind bin bist war sein hab habe hat haben hast gibt geben da hier so dass ob
            wenn als nach ueber um bis durch ohne nicht kein keine keinen nur schon etwas irgendwie genau
            jetzt dann anleitung erklaer erklaere ab her hin erklaeren zeig zeige sag sage sagen hilf
            hilfe brauche brauch wissen weiss weisst ne nen nem n s hallo hi frage sohn tochter mann frau
            mutter mama vater papa oma opa freund freundin"""
        ),
        _in(
            """einricht richt einstell stell mach geh komm krieg bekomm neu erst mal benutz nutz verwend
            funktioni lauf ein ausschalt anschalt einschalt schalt and wechsl setz tu an"""
        ),
    ),
}
