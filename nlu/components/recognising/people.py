"""People who are named: "my son Tom", "let Sarah Jones pay", never more than the wish is about people."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlu.components.recognising.setting import Found, Setting

WISHES = ("authorize_user", "revoke_authorization", "list_authorizations", "manage_people", "update_profile",
          "request_account", "restrict_calls", "set_spending_limit", "check_spending")  # fmt: skip
_NAME = r"[A-Z][a-zà-ÿ'’-]+(?:\s[A-Z][a-zà-ÿ'’-]+){0,2}"
_RELATION = (
    r"(?:mother|father|son|daughter|brother|sister)[ -]in[ -]law"
    r"|son|daughter|wife|husband|mum|mom|mother|dad|father|brother|sister|partner|colleague|gran|nan|grandma|grandad"
    r"|grandmother|grandfather|assistant|accountant|flatmate|employee|boyfriend|girlfriend|neighbour|aunt|uncle|niece"
    r"|nephew|carer|fiance|fiancee|boss|secretary|mam|mammy|mummy|daddy|granny|nanna|nana|grandson|granddaughter|hubby"
    r"|missus|wifey|spouse|bro|sis|cousin|auntie|stepson|stepdaughter|stepdad|stepmum|lad|lodger"
    r"|roommate|wean|young fella|eldest|youngest|step-son|step-daughter|grandkid|fella|other half|godson|goddaughter|nanny"
    r"|bookkeeper|solicitor|deputy|receptionist|apprentice|housemate|ex[ -]wife|ex[ -]husband|ex"
)
RELATED = re.compile(
    rf"(?<!\w)(?:[Mm]y|[Oo]ur|[Mm]e|[Mm]a)\s(?:old |former |late |wee |little |big )?(?P<relation>{_RELATION})(?:'s|s)?(?!\w)(?:,?\s(?P<name>{_NAME}))?"
)
NAMED = re.compile(
    rf"(?<!\w)(?:[Ll]et|for|[Aa]llow|[Aa]uthori[sz]e|[Aa]dd|[Rr]emove|[Rr]evoke|[Gg]ive|from|called|named|name is|[Mm]ove|to|[Dd]id|[Dd]oes|[Hh]as"
    rf"|[Mm]ake|[Aa]ppoint|[Nn]ominate|[Ii]nvite|[Gg]rant|[Nn]ame|[Ss]ack|[Dd]rop|[Ss]et|[Ss]wap|[Pp]ermit|[Ss]top|[Bb]lock|[Ee]xtend|[Ee]nd|[Ii]s|[Cc]an|[Mm]ay|by|be"
    rf"|with|and|of|used by|[Ff]rau|[Hh]err|[Mm]rs?\.?|[Mm]s\.?|[Mm]iss|[Dd]r\.?)\s(?P<name>{_NAME})"
)
INTRODUCED = re.compile(
    r"(?:^|[,.;:!]\s*|\b(?:[Ii]'?m|[Ii] am|name'?s|name is|[Tt]his is|[Ii]ch bin|[Ii]ch heiße)\s)(?P<name>[A-Z][a-zà-ÿ'’-]+(?:\s[A-Z][a-zà-ÿ'’-]+){1,2})"
    r"(?=\s*(?:[,.;!]|$))"
)
"""Who becomes a customer tells their name beside the wish: "sign me up, Ida Holm, 3 Ferry Lane"."""
FIRST = re.compile(
    rf"^\s*(?P<name>{_NAME})(?:'s)?,?\s(?:no longer|left|is|has|had|needs|may|can|should|must|quit|moved|works|uses|who|gets|will)(?!\w)"
)
"""A sentence that begins with whom it is about: "Priya no longer works here"."""
FIRST_NAMES = frozenset(
    """aaron abdul abigail adam adele agnes aidan aisha alan alex alexander ali alice alison amara amelia amina amy ana
    andrea andrew angela anita anna anne annie anthony arjun arthur ashley ava barbara barry beatrice ben benjamin beth
    betty  billy bob bobby brenda brian bridget callum carl carlos carol caroline catherine charles charlie charlotte
    chidi chloe chris christine christopher claire colin connor craig daisy dan daniel danny darren dave david dean
    deborah deepak denise dennis derek diana diego dmitri donna doris dorothy doug dylan ed eddie edward eileen elaine
    elena eleanor elizabeth ella ellie emily emma eric erin ethan eva evie fatima fiona frances frank fred freddie freya
    gareth gary gavin gemma geoff george georgia gillian glen gloria gordon graham greg hannah harriet harry hassan
    hazel heather helen henry holly hugh ian ibrahim imran irene isaac isabel isla ivan ivy jack jackie jacob jade jake
    jakub james jamie jan jane janet jason jasmine jean jeff jen jennifer jenny jess jessica jill jim jimmy joan joanna
    joe john johnny jonas jonathan jordan jose joseph josh joshua joyce juan judith julia julie kaleb karen kate
    katie keith kelly ken kenneth kerry kevin kim kirsty krishna kyle lakshmi laura lauren leah lee len leo lewis liam
    lily linda lisa liz lorna louis louise lucas lucy luke lynn maggie malcolm marco margaret maria marie marion martin
    mary matt matthew maya megan mehmet mei michael michelle mike millie mohammed mohamed molly monika morgan muhammad
    nadia nancy naomi natalie nathan neil ngozi niall nick nicola nigel nina noah nora norma oliver olivia olu omar oscar
    owen pamela pat patricia patrick paul paula pauline peggy pete peter phil philip phoebe piotr poppy priya rachel
    raj ravi ray raymond rebecca reg reza richard rita robert robin rosa rosie ross roy ruby russell ruth ryan
    sally sam samantha samir samuel sandra sara sarah scott sean seamus sharon sheila shirley siobhan simon sofia sophia
    sophie stacey stan stella stephen steve steven stewart stuart susan suzanne sven sylvia tara ted teresa terry
    theo theresa thomas tim tina toby tom tommy tony tracey trevor tunde usha valerie vera vicky victor victoria vince
    vivek wayne wendy william wojtek yasmin yusuf zac zara zoe""".split()
)
"""Names that are known as such even in small letters."""
SMALL_NAMED = re.compile(
    rf"(?<!\w)(?:(?:{_RELATION}|let|for|allow|authorise|authorize|add|remove|revoke|give|called|named|name is|move|to|did"
    r"|does|has|is|can|stop|block|by|from),?\s)(?=(?P<name>[a-zà-ÿ'’-]+(?:\s[a-zà-ÿ'’-]+)?))"
)
WORD = re.compile(r"(?<![\w@.'’-])([^\W\d_]+)(?:['’]s)?(?![\w@])")
NO_SURNAMES = frozenset(
    """the and can from for has have had see use uses used pay pays call calls ring his her him she they who that with not
    now out off over access mobile phone number line lines sim please pls spend spent spends manage order check look any
    only still act acting last this next until till today tomorrow again too also back away leave left about into onto
    an any anymore are at been bill bills block change deal every everything full got handle if it limit look make me
    move my no number on onto one order own permission put report rights ring run same send set sort still text their
    things to view whenever which while why wants needs you your ring rang says said phoned texts lines role until via
    what when where was were would should could may might does did make buy get using more than then but her""".split()
)
MORE_FIRST_NAMES = frozenset(
    """abdullah adaeze adebayo aditi agnieszka ahmed aino aleksander aliyah amit anand ananya anjali ania anja aoife
    arash arthur asif ayesha aylin bartek bashir beata bilal blessing bogdan bronwyn cathal ciara claudia clare conor
    dafydd damilola darragh deirdre devon dieter dipesh eamon ebony efe ekaterina elif emeka emre eoin ewa farah farid
    fatou femi finn folake franziska funmi ganesh gethin giorgio giulia goran grzegorz gurpreet gwen habib hamza hans
    harpreet heidi helga hiroshi ifeoma ikram imani ines ingrid ioana ionut iqbal jamal jarek javier jelena jorge josef
    jurgen kamal kamil karim karolina kasia katarzyna kavita kemi khalid kofi kunal kwame kwesi layla leila luca lucia
    luis lukasz magda mahmoud malik manpreet marek mariam marta mateusz matteo maurice meera miguel mihai milan mohan
    mustafa nasreen naveen neha nia nikhil nikolai nisha niamh nnamdi oisin olga oluwaseun orla osman pablo padraig
    parveen pawel pedro petra pooja pradeep rafael rahul rajesh ramesh rania rashid rhys ricardo rohan roisin rukhsana
    sadia sanjay sandeep saoirse sergei shabnam shreya simran sinead sita sophia stefan sunita suresh svetlana tariq
    tendai tereza tomasz tunji uche uwe vijay vikram wanjiru winston xavier yaw yemi yetunde yuki zainab zofia zoltan
    malcom mandy nikki debbie debs becky bev cath cheryl del gaz gav jonny josie kath maureen mo shaz steph tash
    kev trev jez wei lin ming xin jing hui ling yan hao mei irina oksana andriy taras bohdan vlad gosia tomek zosia
    dorota iwona slawek rafal carmen alejandro mateo josé sunil kiran asha deepika rohit amir farhan hamid jürgen björn
    zoë renée chloé andré grace holger lotte freja lars nils ingeborg sanna matej jakob luka petar marko dragan goran
    theodore vanessa gillian harold herbert edna ethel mabel muriel mavis olive wilfred ronald reginald""".split()
)
ALSO_WORDS = frozenset(
    """ash art ava grace asha betty carol chris daisy dean del devon don ed efe eve frank georgia harry hazel heather holly ivy jack
    jade jasmine jean jenny jordan josh kit lee len mo molly nan olive pat poppy ray reg robin rosa roy ruby stella
    tash ted theo tony val victoria blessing milan nia yaw ebony winston mabel peggy tommy nick rob sue""".split()
)
"""Names that are words, places or things too: only a capital, or a word before them that asks for a name, tells."""
NOT_NAMES = frozenset(
    "I Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August"
    " September October November December Yes No Ok Okay Yeah Yep Nope Sure Thanks Cancel Stop Help Ja Nein Gut Danke"
    " The My Our Please Telegram Fibre Dialtone Mobile TV Roam".split()
)


def find_people(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """Names as they were written; a relation ("son") where no name is given."""
    if setting.wish not in WISHES and not setting.asks_for("person", "name"):
        return
    small = list(_named_in_small_letters(original))
    yield from small
    yield from _known_names(original)
    for match in RELATED.finditer(original):
        if match["name"]:
            yield _without_possessive(match)
        elif not any(match.end() <= each.start <= match.end() + 2 for each in small):
            yield Found("person", match.start("relation"), match.end("relation"), match["relation"].lower())
    for match in NAMED.finditer(original):
        if match["name"].split()[0] not in NOT_NAMES:
            yield _without_possessive(match)
    if setting.wish == "request_account":
        for match in INTRODUCED.finditer(original):
            if match["name"].split()[0] not in NOT_NAMES:
                yield _without_possessive(match)
    first = FIRST.match(original)
    if first and first["name"].split()[0] not in NOT_NAMES and first["name"].split()[0].lower() in FIRST_NAMES:
        yield _without_possessive(first)
    if setting.asks_for("person", "name") and (match := re.fullmatch(rf"\s*({_NAME})\s*", original)):
        yield Found("person", match.start(1), match.end(1), match[1])


def _without_possessive(match: re.Match[str]) -> Found:
    name = match["name"].removesuffix("'s").removesuffix("’s")
    return Found("person", match.start("name"), match.start("name") + len(name), name)


def _named_in_small_letters(original: str) -> Iterable[Found]:
    """Names that were typed without capitals: the first name is known, the surname follows where it looks like one."""
    for match in SMALL_NAMED.finditer(original):
        first, _, second = match["name"].partition(" ")
        if first in FIRST_NAMES:
            has_surname = len(second) > 2 and second.isalpha() and second not in NO_SURNAMES
            end = match.end("name") if has_surname else match.start("name") + len(first)
            yield Found("person", match.start("name"), end, original[match.start("name") : end])


def _known_names(original: str) -> Iterable[Found]:
    """Names that are known as first names wherever they stand: "Tom's line", "swap priya and sanjay"."""
    for match in WORD.finditer(original):
        bare = match[1]
        if not _is_first_name(bare):
            bare = bare.removesuffix("s") if _is_first_name(bare.removesuffix("s")) else ""
        if bare:
            end = match.start() + len(bare)
            if bare == match[0]:
                end = _end_of_surname(original, end, capital=bare[0].isupper())
            yield Found("person", match.start(), end, original[match.start() : end])


def _is_first_name(word: str) -> bool:
    small = word.casefold()
    known = small in FIRST_NAMES or small in MORE_FIRST_NAMES
    return known and (small not in ALSO_WORDS or (word[0].isupper() and not word.isupper()))


def _end_of_surname(original: str, end: int, *, capital: bool) -> int:
    """Where the whole name ends: after a second word that is written like one."""
    follows = re.compile(r"\s([^\W\d_][\w'’-]*?)(?:['’]s)?(?![\w'’-])").match(original, end)
    if not follows or follows[1].casefold() in NO_SURNAMES or len(follows[1]) <= 2:
        return end
    return follows.end(1) if capital and follows[1][0].isupper() else end
