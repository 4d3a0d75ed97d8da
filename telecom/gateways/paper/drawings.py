"""Pictures and papers by name. The drawing library is loaded only when something is drawn."""

from collections.abc import Mapping
from typing import Any


class Drawings:
    """`telecom.ports.Paper`: pictures by matplotlib, papers by typst."""

    def draw(self, name: str, values: Mapping[str, Any]) -> bytes:
        from telecom.gateways.paper import charts, papers  # loading matplotlib takes a second

        if name in papers.PAPERS:
            return papers.draw(name, values)
        return charts.draw(name, values)
