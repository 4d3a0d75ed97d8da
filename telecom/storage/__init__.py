"""Where everything is kept: PostgreSQL tables and how entities live in them."""

from telecom.storage import mapping

mapping.map_everything()
