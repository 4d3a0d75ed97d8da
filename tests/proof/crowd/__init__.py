"""A campaign to very many people while others wait for their codes: who gets it, the peers, and the reckoning."""
