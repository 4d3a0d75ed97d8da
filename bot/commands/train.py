"""`dialtone train`."""

from bot.commands.starting import train_model
from bot.settings import read_settings


def run_train(*, force: bool) -> int:
    """Train unless up to date; 0 when the model stands."""
    return train_model(read_settings(), force=force)
