"""Several caps in one message: "Owen 40, Leo 20 and everybody else 30", "make that 35, and the rest 30 but not me"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from actions.asked import Asked
from actions.limited_lines import WHO_ASKS
from telecom.management.inventory import Meant
from telecom.management.lines import propose_all
from telecom.management.restrictions import RESTRICT, propose_restriction
from telecom.management.rules_in_force import restrictable_services
from telecom.model.errors import BusinessError
from telecom.model.inventory import Service
from telecom.model.money import Money, read_amount
from telecom.model.proposals import Proposal, ProposalStatus
from telecom.model.restrictions import Limits
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support import proposals
from telecom.support.joined import parts_of
from telecom.support.recognition import recognise

LIMIT = "spending limit"
_REST = re.compile(
    r"\b(?:(?:every|any)(?:one|body) else|(?:all )?the (?:rest|others|other (?:lines|phones|ones|people|staff|guys))"
    r"|all (?:the )?others?|alle anderen|die (?:anderen|übrigen)|den rest|der rest|alle übrigen)\b",
    re.I,
)
_JOINT = re.compile(r"[,;]|\b(?:and|und|then|n)\b", re.I)
_SUM = re.compile(r"\d|\b(?:five|ten|fifteen|twenty|thirty|forty|fifty|tenner|fiver|fünf|zehn|zwanzig|dreißig)\b", re.I)
_BUT = re.compile(r"\b(?:but|except|excepting|apart from|besides|other than|without|not|außer|ohne|nicht)\b", re.I)
# "And warn me at ten" is no cap for oneself.
_WARNS = re.compile(
    r"\b(?:warn|tell|alert|notify|remind|text|ping|message|let|sag\w*|meld\w*|warn\w*)\s+(?:me|us|mir|uns|mich)\b", re.I
)
_FEWEST = 2


@dataclass
class _Piece:
    """Some lines, or the others, and what they may spend."""

    named: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    is_rest: bool = False
    amount: Money | None = None


def caps_apart(asked: Asked, work: Work) -> Utterance | None:
    """One proposal of all caps that a message sets; None where it sets one, or where it is not clear whose each is."""
    wanted = caps_named(asked, work)
    return _proposed(asked, wanted, work) if wanted else None


def caps_named(asked: Asked, work: Work) -> dict[str, Money]:
    """What each line may spend, by its id, where a message says it of several apart; empty else."""
    if asked.actor is None or _WARNS.search(asked.text):
        return {}
    if not asked.every.get("amount") or asked.intent not in ("set_spending_limit", "inform"):
        return {}
    try:
        lines = restrictable_services(asked.actor, Meant(), kind=LIMIT, work=work)
        lines = [line for line in lines if line.kind == "mobile"] or lines
        pieces = _pieces(asked, lines, work)
    except BusinessError:
        return {}
    if pieces is None or len(lines) < _FEWEST:
        return {}
    wanted = _standing(asked, lines, work, replaced=any(not p.named and not p.is_rest for p in pieces))
    spoken_of = _spoken_of(asked, lines, work)
    if not spoken_of and any(not piece.named and not piece.is_rest for piece in pieces):
        return {}  # a sum for nobody we know of
    for piece in pieces:
        assert piece.amount is not None
        for line_id in piece.named or ([] if piece.is_rest else spoken_of):
            wanted[line_id] = piece.amount
    apart = {*wanted, *spoken_of} | {each for piece in pieces for each in piece.left_out}
    for piece in pieces:
        if piece.is_rest and piece.amount is not None:
            wanted |= {line.id: piece.amount for line in lines if line.id not in apart}
    return wanted if len(wanted) >= _FEWEST else {}


def _proposed(asked: Asked, wanted: dict[str, Money], work: Work) -> Utterance:
    def one(service_id: str, amount: Money, key: str) -> Utterance:
        limits = Limits(LIMIT, amount=amount)
        return propose_restriction(asked.actor, service_id, limits=limits, turn_id=key, work=work)

    wishes = [partial(one, service_id, amount) for service_id, amount in wanted.items()]
    return propose_all(asked.actor, wishes, turn_id=asked.turn_id, work=work)


def _pieces(asked: Asked, lines: Sequence[Service], work: Work) -> list[_Piece] | None:
    """The message by its sums; None where it has neither several nor one for the others."""
    found: list[_Piece] = []
    piece, begins = _Piece(), 0
    ends = [*(match.start() for match in _JOINT.finditer(asked.text)), len(asked.text)]
    named = _named(asked, lines, work)
    for end in ends:
        said = asked.text[begins:end]
        but = _BUT.search(said)
        for at, line_id in named:
            if begins <= at < end:
                (piece.left_out if but and at - begins > but.start() else piece.named).append(line_id)
        piece.is_rest = piece.is_rest or _REST.search(said) is not None
        if _SUM.search(_REST.sub("", said)):
            found.append(piece)
            piece = _Piece()
        begins = end
    if piece.named or piece.left_out:  # "the rest 30, but not me"
        (found or [piece])[-1].left_out += piece.named + piece.left_out
    amounts = [read_amount(each, currency=work.currency) for each in asked.every["amount"]]
    is_one = len(found) < _FEWEST and not any(piece.is_rest for piece in found)
    if len(found) != len(amounts) or is_one:
        return None
    for each, amount in zip(found, amounts, strict=True):
        each.amount = amount
    return found


def _named(asked: Asked, lines: Sequence[Service], work: Work) -> list[tuple[int, str]]:
    """Where the words name one of the lines: by number, by name, by who has it, or as one's own."""
    by_name = {name: line.id for line in lines for name in (line.name, str(line.phone_number or ""))}
    found = [
        (int(each["start"]), by_name[str(each["value"])])
        for each in recognise(asked.text, asked.actor, work=work)
        if each["entity"] in ("phone_number", "service") and str(each["value"]) in by_name
    ]
    own = [line.id for line in lines if asked.actor is not None and line.user_id == asked.actor.person_id]
    return [*found, *((match.start(), own[0]) for match in WHO_ASKS.finditer(asked.text) if own)]


def _latest(asked: Asked, work: Work) -> list[Proposal]:
    """The caps that were offered last, open or agreed to."""
    latest = proposals.latest_proposal(asked.conversation, work=work)
    if latest is None or latest.status not in (ProposalStatus.OPEN, ProposalStatus.DONE):
        return []
    parts = parts_of(latest, work=work) if latest.kind == proposals.JOINED else [latest]
    return [part for part in parts if part.kind == RESTRICT and part.terms["kind"] == LIMIT]


def _spoken_of(asked: Asked, lines: Sequence[Service], work: Work) -> list[str]:
    """The lines that "it" means: of the offer before, or of the form that is open."""
    if before := [str(part.terms["service_id"]) for part in _latest(asked, work)]:
        return before
    if asked.conversation.form != "set_spending_limit_form":
        return []
    told = {str(asked.slots.get(name)) for name in ("service", "phone_number", "person")}
    return [line.id for line in lines if told & {line.id, line.name, str(line.phone_number)}]


def _standing(asked: Asked, lines: Sequence[Service], work: Work, *, replaced: bool) -> dict[str, Money]:
    """What is offered already and stays, where the message sets other caps beside it."""
    if replaced or proposals.open_proposal(asked.conversation, work=work) is None:
        return {}
    ids = {line.id for line in lines}
    return {
        str(part.terms["service_id"]): part.terms["amount"]
        for part in _latest(asked, work)
        if part.terms["service_id"] in ids
    }
