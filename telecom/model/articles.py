"""How-to articles, and the questions that none of them answered."""

from dataclasses import dataclass, field
from datetime import datetime

from telecom.model.identities import new_id


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the operator: what it is about, the short answer, the steps, and words people use for it."""

    name: str
    title: str
    short: str
    steps: tuple[str, ...]
    services: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    products: tuple[str, ...] = ()


@dataclass(kw_only=True, eq=False)
class OpenQuestion:
    """A question no article answered, in plain small letters, how often it was asked, and when last."""

    id: str = field(default_factory=new_id)
    question: str
    times: int = 1
    first_at: datetime
    last_at: datetime
