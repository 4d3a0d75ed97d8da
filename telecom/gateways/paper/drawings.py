"""Pictures and papers by name. The drawing library is loaded only when something is drawn."""

from collections.abc import Mapping
from typing import Any


class Drawings:
    """`telecom.ports.Paper` with matplotlib."""

    def draw(self, name: str, values: Mapping[str, Any]) -> bytes:
        from telecom.gateways.paper import charts  # loading matplotlib takes a second

        return charts.draw(name, values)
