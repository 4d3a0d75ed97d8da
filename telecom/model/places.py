"""Places where the operator has a network."""

from dataclasses import dataclass, field


@dataclass(kw_only=True, eq=False)
class Place:
    """A town or district, and which kinds of service can be had there. `outline` is its border on a map: corners in
    kilometres east and north of the area's south-western corner, empty where nobody drew it."""

    id: str
    name: str
    also_called: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    outline: list[list[float]] = field(default_factory=list)
