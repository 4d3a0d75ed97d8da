"""People who are named in German: "mein Sohn Tom", "Anna darf meine Rechnungen sehen"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlu.components.recognising.people import FIRST_NAMES, MORE_FIRST_NAMES, WISHES
from nlu.components.recognising.setting import Found, Setting

RELATIONS = {
    "sohn": "son", "tochter": "daughter", "frau": "wife", "ehefrau": "wife", "mann": "husband", "ehemann": "husband",
    "mutter": "mother", "mama": "mum", "vater": "father", "papa": "dad", "bruder": "brother", "schwester": "sister",
    "partner": "partner", "partnerin": "partner", "freund": "boyfriend", "freundin": "girlfriend", "oma": "gran",
    "opa": "grandad", "kollege": "colleague", "kollegen": "colleague", "kollegin": "colleague",
    "sekretärin": "secretary", "assistentin": "assistant", "assistent": "assistant", "buchhalter": "accountant",
    "buchhalterin": "accountant", "steuerberater": "accountant", "mitarbeiter": "employee", "mitarbeiterin": "employee",
    "chef": "boss", "chefin": "boss", "nachbar": "neighbour", "nachbarin": "neighbour", "mitbewohner": "flatmate",
    "mitbewohnerin": "flatmate", "tante": "aunt", "onkel": "uncle", "neffe": "nephew", "nichte": "niece",
    "enkel": "grandson", "enkelin": "granddaughter", "exfrau": "ex-wife", "exmann": "ex-husband", "ex": "ex",
}  # fmt: skip
GERMAN_NAMES = frozenset(
    """achim andreas anke anneliese annika antje anton astrid axel bastian beate bernd bettina birgit björn brigitte
    britta carsten christa christian christiane claudia clemens cornelia dagmar detlef dietmar dirk dominik elfriede elke
    erich erika erna ernst eva fabian felix florian franz franziska friedrich fritz gabi gabriele georg gerda gerhard
    gertrud gisela gregor gudrun günter günther hannelore hans harald hartmut heike heiko heinrich heinz helga helmut
    henning herbert hermann hilde hildegard holger horst ilse inge ingo ingrid irmgard jan jana jens joachim jochen johann
    johanna jonas jörg josef jürgen julian jutta kai karin karl karsten katharina kathrin katja katrin kerstin klaus
    konstantin kurt lars lena leon leonie lothar lukas lutz manfred manuela marcel marcus markus marlene martina mathias
    matthias max maximilian melanie michaela mirko mona monika nadine nele niklas nils norbert olaf otto patrick petra
    pia rainer ralf regina reiner reinhard renate rolf rosemarie rudolf rüdiger sabine sandra sascha sebastian siegfried
    sigrid silke silvia simone sonja stefan stefanie steffen susanne sven svenja swantje tanja thorsten tim timo tobias
    torsten udo ulf uli ulrich ulrike ursula ute uwe volker walter waltraud werner wilhelm willi wolfgang wolfram
    yvonne""".split()
)
KNOWN = FIRST_NAMES | MORE_FIRST_NAMES | GERMAN_NAMES
ALSO_WORDS = frozenset("art ava dean frank ernst mark kai may uli max mo will rolf hans ed la eve".split())
_NAME = r"[A-ZÄÖÜ][a-zäöüß'’-]+"
_RELATION = "|".join(sorted(RELATIONS, key=len, reverse=True))
RELATED = re.compile(
    rf"(?<!\w)(?:[Mm]ein|[Uu]nser|[Dd]ein)(?:e[rmns]?)?\s(?P<relation>(?i:{_RELATION}))s?(?!\w)", re.UNICODE
)
WORD = re.compile(r"(?<![\w@.'’-])([^\W\d_]+)(?![\w@])")
TITLED = re.compile(rf"(?<!\w)(?:Frau|Herrn?|Dr\.)\s(?P<name>{_NAME}(?:\s{_NAME})?)")


def find_people(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """Names as they were written; a relation ("son") where no name is given."""
    asked = setting.asks_for("person", "name")
    if setting.wish not in WISHES and not asked:
        return
    named = list(_known_names(original))
    yield from named
    for match in TITLED.finditer(original):
        yield Found("person", match.start("name"), match.end("name"), match["name"])
    for match in RELATED.finditer(original):
        if not any(match.end() <= each.start <= match.end() + 2 for each in named):
            relation = RELATIONS[match["relation"].lower()]
            yield Found("person", match.start("relation"), match.end("relation"), relation)
    if asked and (match := re.fullmatch(rf"\s*({_NAME}(?:\s{_NAME}){{0,2}})\s*", original)):
        yield Found("person", match.start(1), match.end(1), match[1])


def _known_names(original: str) -> Iterable[Found]:
    """First names that are known as such, with the surname behind them where it is written like one."""
    for match in WORD.finditer(original):
        word = match[1]
        bare = next((each for each in (word, word.removesuffix("s")) if _is_first_name(each)), None)
        if bare is None:
            continue
        end = match.start() + len(bare)
        surname = re.compile(rf"\s({_NAME})(?![\w'’-])").match(original, end)
        if surname and bare == word and word[0].isupper():
            end = surname.end(1)
        yield Found("person", match.start(), end, original[match.start() : end])


def _is_first_name(word: str) -> bool:
    small = word.casefold()
    return small in KNOWN and (small not in ALSO_WORDS or (word[0].isupper() and not word.isupper()))
