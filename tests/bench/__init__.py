"""How fast Dialtone answers, beside a stock Rasa project that has the same talks on the same machine."""
