"""Places where the operator has a network."""

from dataclasses import dataclass, field


@dataclass(kw_only=True, eq=False)
class Place:
    """A town or district, and which kinds of service can be had there."""

    id: str
    name: str
    also_called: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
