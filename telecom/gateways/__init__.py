"""The outside of the business: payment, network, mail, paper."""
