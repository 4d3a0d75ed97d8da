"""Several lines named together: all of them, a group's, or some numbers. [M.3345 App. I-1, F23]"""

import re
from collections.abc import Sequence

from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.errors import NotFound
from telecom.model.inventory import Service
from telecom.model.parties import GroupedLine, LineGroup
from telecom.ports import Work
from telecom.support.authorization import access_services, require_any

_ALL = re.compile(
    r"(all|every|everything|everyone|everybody|both|(the |our |my )?whole)\b"
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
    require_any(allowed)
    if numbers:
        found = [s for s in allowed if s.phone_number is not None and s.phone_number.e164 in numbers]
        if len(found) < len(set(numbers)):
            raise NotFound(kind="Service")
        return found
    of_kind = [s for s in allowed if kind is None or s.kind == kind]
    said = (group or "all").casefold().strip()
    named = _of_group(said, {s.customer_id for s in allowed}, work=work)
    if named:
        return [s for s in of_kind if s.id in named]
    if _ALL.search(said):
        return of_kind
    raise NotFound("utter_lines_no_group", group=group)


def _of_group(said: str, customer_ids: set[str], *, work: Work) -> set[str]:
    """The ids of the lines of a group by its name."""
    plain = _ARTICLE.sub("", said)
    wanted = {said, plain, _WORD.sub("", plain)}
    groups = work.of(LineGroup).list(customer_id=customer_ids, order="id")
    meant = [group.id for group in groups if group.name.casefold() in wanted]
    return {line.service_id for line in work.of(GroupedLine).list(group_id=meant)} if meant else set()
