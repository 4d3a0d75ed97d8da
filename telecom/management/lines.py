"""Several lines named together, and one wish for all of them: one proposal, one yes. [M.3345 App. I-1, F23]"""

import re
from collections.abc import Callable, Sequence
from functools import partial

from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.errors import BusinessError, NotFound
from telecom.model.inventory import Service
from telecom.model.own_services import STANDING, OwnPart, OwnService
from telecom.model.parties import GroupedLine, Individual, LineGroup
from telecom.model.proposals import Proposal
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support.authorization import access_services, known, refuse_outside_contract, require_services
from telecom.support.joined import join, made_in

# Proposes something about one service, as if in the turn that it is given; what to show.
ProposeOne = Callable[[str, str], Utterance]

# More services than this are named in one line.
TOLD_APART = 4
_ALL = re.compile(
    r"(all|every|everything|everyone|everybody|nobody|no one|any(?:one|body)|both"
    r"|(the |our |my )?whole)\b"
    r"|^(the |our |my )?(team|family|staff|company)\b"
)
_ARTICLE = re.compile(r"^(the|our|my|all)\s+")
_WORD = re.compile(r"\s+(team|group|lines|phones|department|people)$")


def lines_meant(
    actor: Actor | None,
    function: Function,
    *,
    group: str | None,
    numbers: Sequence[str] = (),
    kind: str | None = "mobile",
    work: Work,
) -> list[Service]:
    """The lines that a group or numbers name, of those on which the actor may run the function. NotFound for a group
    that is none of theirs, or a number among them that is not; NotAllowed where they may do it on nothing."""
    allowed = access_services(actor, function, work=work)
    require_services(actor, function, allowed, work=work)
    if numbers:
        found = [s for s in allowed if s.phone_number is not None and s.phone_number.e164 in numbers]
        if len(found) < len(set(numbers)):
            refuse_outside_contract(actor, function, lambda s: str(s.phone_number) in numbers, work=work)
            raise NotFound(kind="Service")
        return found
    of_kind = [s for s in allowed if kind is None or s.kind == kind]
    found_so = of_group(of_kind, group or "all", {s.customer_id for s in allowed}, work=work)
    if found_so is None:
        raise NotFound("utter_lines_no_group", group=group)
    return found_so


def of_group(services: Sequence[Service], group: str, customer_ids: set[str], *, work: Work) -> list[Service] | None:
    """Those of the services that are in a group of these customers, or all of them for "everybody" or "my team"; None
    where no group is called so."""
    said = group.casefold().strip()
    if named := _of_group(said, customer_ids, work=work):
        return [s for s in services if s.id in named]
    return list(services) if is_all(said) else None


def is_all(group: str) -> bool:
    """Whether the name of a group stands for all lines: "everybody", "my team"."""
    return _ALL.search(group.casefold().strip()) is not None


def short_names(services: Sequence[Service], *, work: Work) -> dict[str, str]:
    """What each service is called where many are told, by id: whose it is, by given name, where that says which one
    it is; else its own name."""
    users = {p.id: p.given_name for p in work.of(Individual).list(id={s.user_id for s in services if s.user_id})}
    mobiles = [users.get(s.user_id or "") for s in services if s.kind == "mobile"]
    called: dict[str, str] = {}
    for service in services:
        name = users.get(service.user_id or "") if service.kind == "mobile" else None
        called[service.id] = name if name and mobiles.count(name) == 1 else service.name
    return called


def told_in_short(labels: Sequence[Utterance]) -> Sequence[Utterance]:
    """The labels of services, a line each; of many only the names, in one line."""
    names = [str(label.values["name"]) for label in labels if "name" in label.values]
    if len(names) < len(labels) or len(labels) <= TOLD_APART:
        return labels
    return [Utterance("utter_lines_named", {"names": names})]


def _of_group(said: str, customer_ids: set[str], *, work: Work) -> set[str]:
    """The ids of the lines of a group by its name."""
    plain = _ARTICLE.sub("", said)
    wanted = {said, plain, _WORD.sub("", plain)}
    groups = work.of(LineGroup).list(customer_id=customer_ids, order="id")
    meant = [group.id for group in groups if group.name.casefold() in wanted]
    if meant:
        return {line.service_id for line in work.of(GroupedLine).list(group_id=meant)}
    # What is put together under a name of one's own is named like a group.
    owns = work.of(OwnService).list(customer_id=customer_ids, status=STANDING)
    named = [own.id for own in owns if own.name.casefold() in wanted]
    return {part.service_id for part in work.of(OwnPart).list(own_id=named)} if named else set()


def propose_each(
    actor: Actor | None, service_ids: Sequence[str], propose_one: ProposeOne, *, turn_id: str, work: Work
) -> Utterance:
    """One proposal of the same thing for each of these services, or for the only one for which it can be done."""
    wishes = [partial(propose_one, service_id) for service_id in service_ids]
    return propose_all(actor, wishes, turn_id=turn_id, work=work)


def propose_all(
    actor: Actor | None,
    wishes: Sequence[Callable[[str], Utterance]],
    *,
    left_out: Sequence[Utterance] = (),
    turn_id: str,
    work: Work,
) -> Utterance:
    """One proposal of several. Those that cannot be made are named with why, after what was `left_out` before; where
    none can, the reason of the last."""
    if len(wishes) == 1 and not left_out:
        return wishes[0](turn_id)
    parts: list[Proposal] = []
    refused: list[BusinessError] = []
    shown: Utterance | None = None
    for at, wish in enumerate(wishes):
        key = f"{turn_id}:{at}"
        try:
            shown = wish(key)
        except BusinessError as refusal:
            refused.append(refusal)
            continue
        parts += [made for made in [made_in(key, work=work)] if made]
    if shown is None:
        raise refused[-1]
    if not parts:  # each was put to a manager
        return shown
    reasons = [*left_out, *(Utterance(each.name, each.values) for each in refused)]
    return join(known(actor), parts, turn_id=turn_id, left_out=reasons, work=work)
