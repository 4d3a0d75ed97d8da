"""Secret settings, such as a Wi-Fi password, on their way to the network: kept encrypted until it has them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from telecom.model.identities import new_id


@dataclass(kw_only=True, eq=False)
class PassingSecret:
    """The value of a secret parameter that the network does not have yet. Erased the moment it does."""

    id: str = field(default_factory=new_id)
    service_id: str
    parameter: str
    value: Any
    given_at: datetime
