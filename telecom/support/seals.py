"""Sealing papers with a code, and telling genuine ones. [SES infrastructure support service]"""

from telecom.model.seals import PaperKind, Seal, make_code
from telecom.ports import Work


def seal_of(kind: PaperKind, subject_id: str, *, work: Work) -> str:
    """The code of a paper, made at first use and the same ever after."""
    found = work.of(Seal).find(kind=kind, subject_id=subject_id)
    if found is None:
        made = Seal(code=make_code(), kind=kind, subject_id=subject_id, made_at=work.now)
        work.of(Seal).add_once(made, key="kind,subject_id")
        found = work.of(Seal).find(kind=kind, subject_id=subject_id)
        assert found is not None
    return found.code


def find_sealed(code: str, *, work: Work) -> Seal | None:
    """What was sealed with a code, or None where no paper of ours has it."""
    return work.of(Seal).find(code=code.upper())
