"""Starts Rasa for Dialtone, or trains its model, with the changes of `nlu/changes.py` made first."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str] | None = None) -> int:
    sys.path[0] = str(ROOT)
    from nlu.arguments import read_arguments
    from nlu.changes import change_rasa
    from nlu.settings import Settings

    chosen = read_arguments(arguments, about=(__doc__ or "").splitlines()[0], root=ROOT)
    settings = Settings.read()
    if chosen.command == "train":
        from nlu.training import needs_training, train_model

        if not needs_training(chosen.models, root=chosen.root, force=chosen.force):
            return 0
        change_rasa(action_deadline=settings.action_deadline)
        return train_model(chosen.models, root=chosen.root)
    if chosen.command == "validate":
        from nlu.validating import validate_data

        change_rasa(action_deadline=settings.action_deadline)
        return validate_data(chosen.root)
    from nlu.serving import serve_model, trusted_model

    model = trusted_model(chosen.models)
    settings = settings.for_serving()
    change_rasa(action_deadline=settings.action_deadline)
    return serve_model(model, port=chosen.port, settings=settings, exit_with_parent=chosen.exit_with_parent)


if __name__ == "__main__":
    sys.exit(main())
