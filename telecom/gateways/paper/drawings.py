"""Pictures and papers by name. The drawing library is loaded only when something is drawn."""

from collections.abc import Mapping
from typing import Any


class Drawings:
    """`telecom.ports.Paper`: pictures by matplotlib, papers by typst."""

    def draw(self, name: str, values: Mapping[str, Any]) -> bytes:
        # Loading matplotlib takes a second.
        from telecom.gateways.paper import (
            bill_charts,
            charts,
            codes,
            maps,
            papers,
            report_charts,
            service_charts,
            sheets,
        )

        if name == "my-data":
            return str(values["text"]).encode()
        if name == "use-list":
            return sheets.draw(values)
        if name == "qr":
            return codes.draw_qr(str(values["code"]))
        if name in papers.PAPERS:
            return papers.draw(name, values)
        if name in bill_charts.DRAWINGS:
            return bill_charts.DRAWINGS[name](values)
        if name in service_charts.DRAWINGS:
            return service_charts.DRAWINGS[name](values)
        if name in maps.DRAWINGS:
            return maps.DRAWINGS[name](values)
        if name in report_charts.DRAWINGS:
            return report_charts.DRAWINGS[name](values)
        return charts.draw(name, values)
