"""How people really write German: shorthand and dialect written out, umlauts in whichever spelling made one."""

from __future__ import annotations

import re

SHORTHAND = dict(
    pair.split("=")
    for pair in (
        "hab=habe|hob=habe|ned=nicht|nich=nicht|nit=nicht|nix=nichts|nen=einen|ne=eine|n=ein|nem=einem"
        "|bidde=bitte|bite=bitte|pls=bitte|plz=bitte|thx=danke|dankeschon=danke|merci=danke|vlt=vielleicht"
        "|vllt=vielleicht|wieviel=wie viel|wievil=wie viel|gehts=geht es|gibts=gibt es|kanns=kann es"
        "|wirds=wird es|habs=habe es|ists=ist es|mans=man es|ichs=ich es|is=ist|isses=ist es|haste=hast du"
        "|kannste=kannst du|willste=willst du|ma=mal|u=und|od=oder|bzgl=wegen|wg=wegen|tel=telefon|nr=nummer"
        "|std=stunde|min=minuten|mon=monat|tg=tag|i=ich|ik=ich|isch=ich|mei=mein|meim=meinem|meinm=meinem"
        "|mim=mit dem|vom=von dem|zum=zu dem|zur=zu der|beim=bei dem|ins=in das|ans=an das|aufm=auf dem"
        "|inet=internet|wifi=wlan|handi=handy|fernsehn=fernseher|jo=ja|jep=ja|jap=ja|jup=ja|jawohl=ja|jou=ja"
        "|nee=nein|no=nein|nope=nein|okay=ok|oki=ok|okey=ok|moin=hallo|servus=hallo|gruezi=hallo"
        "|grussgott=hallo|hi=hallo|hey=hallo|ciao=tschuss|tschau=tschuss|tscho=tschuss|kohle=geld"
        "|moneten=geld|zaster=geld|fuffi=xmoney|zwanni=xmoney|zehner=xmoney|zwanziger=xmoney|funfziger=xmoney"
        "|heut=heute|grad=gerade|bisschen=wenig|bissl=wenig|wieso=warum|weshalb=warum|weswegen=warum"
        "|ham=haben|hamm=haben|funzt=funktioniert|funktioniern=funktionieren|gez=jetzt|jez=jetzt|jetz=jetzt"
        "|etz=jetzt|sacht=sagt|sach=sag|net=nicht"
    ).split("|")
)

MASKS = (
    (re.compile(r"\b\d[\d.,]*(?:[€£](?!\s?\d)|\s?(?:euros?|eur|pfund|gbp|cent|ct)\b)"), " xmoney "),
    (re.compile(r"\+?\d[\d ()/-]{7,}\d"), " xphone "),
    (re.compile(r"\b\d+(?:[.,:]\d+)*\s?(?:%|prozent\b)"), " xpercent "),
    (re.compile(r"\b\d+(?:[.,]\d+)?\s?(?:gb|mb|gig|giga|gigabyte)\b"), " xvolume "),
    (re.compile(r"\b\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{2,4})?|\b\d{1,2}\.(?!\d)"), " xday "),
    (re.compile(r"\b(\d+)(?=[a-zäöü])"), r"\1 "),
)
_UMLAUT = re.compile(r"ae|oe|ue")
_FOLDED = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "é": "e", "à": "a"})


def fold(text: str) -> str:
    """One spelling for ä and ae and the plain a that a foreign keyboard leaves: the text in letters without marks."""
    return _UMLAUT.sub(lambda found: found.group()[0], text.translate(_FOLDED))
