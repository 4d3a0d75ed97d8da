"""The environment of the stock Rasa project: made once from its lock file, apart from Dialtone's own two."""

from pathlib import Path

from tools.progress import ROOT, STATE
from tools.setup import Environment, UvOnDemand, prepare

HERE = Path(__file__).resolve().parent
FOLDER = STATE / "bench"

STOCK = Environment(
    title="the stock Rasa's packages for the bench (2.5 GB, TensorFlow among them)",
    folder=FOLDER / ".venv",
    pythons=("3.10",),
    locks=(HERE / "requirements.lock",),
    with_project=False,
)


def make_environment() -> Path:
    """The program `python` of the stock environment, which stands when this returns."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    prepare(STOCK, for_tests=False, uv=UvOnDemand())
    return STOCK.python


__all__ = ["FOLDER", "HERE", "ROOT", "make_environment"]
