"""The audit trail sealed, and checked: was any of its lines changed, removed or slipped in? [M.3345 7.2, R30]"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from telecom.model.audit import (
    BEGINNING,
    AuditHead,
    AuditLink,
    AuditRecord,
    AuditSeal,
    link_digest,
    seal_digest,
)
from telecom.ports import Work
from telecom.support.due import Due, due

SEAL_EVERY = timedelta(hours=1)
_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written: in which chain, at which number, and what."""

    chain: str
    number: int
    what: str


@dataclass(frozen=True, slots=True)
class TrailReport:
    """What a check has looked at, and what it found; nothing found is a trail nobody has touched."""

    lines: int
    chains: int
    seals: int
    findings: tuple[Finding, ...]


def due_seal(work: Work) -> Iterable[Due]:
    """A seal for each hour in which some chain has grown."""
    newest = work.of(AuditSeal).find(order="-number")
    if newest is None or work.now - newest.at >= SEAL_EVERY:
        return [Due("audit", work.now.strftime("%Y-%m-%dT%H"))]
    return []


@due("audit_seal", due_seal)
def seal_due(one: Due, work: Work) -> None:
    """Seal the trail as it stands."""
    seal_trail(work=work)


def seal_trail(*, work: Work) -> AuditSeal | None:
    """Add the heads of the chains that have grown since the last seal to the chain of heads; None where none has."""
    # Not locked: the program may only read and add here. Of two at once the number, which is the key, lets in one.
    newest = work.of(AuditSeal).find(order="-number")
    sealed = {chain: number for chain, (number, _) in _sealed_heads(work).items()}
    grown = {
        head.chain: [head.number, head.digest]
        for head in work.of(AuditHead).list(order="chain")
        if head.number > sealed.get(head.chain, 0)
    }
    if not grown:
        return None
    before = newest.digest if newest else BEGINNING
    digest = seal_digest(before, work.now, grown)
    seal = AuditSeal(number=(newest.number if newest else 0) + 1, at=work.now, heads=grown, digest=digest)
    return work.of(AuditSeal).add(seal)


def _sealed_heads(work: Work) -> dict[str, tuple[int, str]]:
    heads: dict[str, tuple[int, str]] = {}
    for seal in work.of(AuditSeal).list(order="number"):
        heads |= {chain: (int(number), str(digest)) for chain, (number, digest) in seal.heads.items()}
    return heads


def check_trail(*, work: Work) -> TrailReport:
    """Reckon every chain and every seal anew, and compare."""
    findings: list[Finding] = []
    links, lines = _check_chains(findings, work=work)
    heads = work.of(AuditHead).list(order="chain")
    for head in heads:
        if links.get((head.chain, head.number)) != head.digest:
            findings.append(Finding(head.chain, head.number, "the newest line is missing or changed"))
    seals = work.of(AuditSeal).list(order="number")
    findings += _check_seals(seals, links)
    total = work.of(AuditRecord).count()
    if total != lines:
        findings.append(Finding("-", total - lines, "lines stand in the trail that belong to no chain"))
    return TrailReport(total, len(heads), len(seals), tuple(findings))


def _check_chains(findings: list[Finding], *, work: Work) -> tuple[dict[tuple[str, int], str], int]:
    """The digest of each link as it is kept, and how many lines there are; what does not fit is added."""
    kept: dict[tuple[str, int], str] = {}
    chain, number, digest = "", 0, BEGINNING
    for link, record in _linked(work):
        if link.chain != chain:
            chain, number, digest = link.chain, 0, BEGINNING
        number += 1
        if link.number != number:
            findings.append(Finding(chain, number, "a line is missing"))
            number = link.number
        if record is None or link_digest(digest, record) != link.digest or record.chain != chain:
            findings.append(Finding(chain, link.number, "a line was changed"))
        digest = link.digest
        kept[chain, link.number] = link.digest
    return kept, len(kept)


def _linked(work: Work) -> Iterator[tuple[AuditLink, AuditRecord | None]]:
    """Every link with its line, chain by chain, a piece at a time."""
    chains = sorted({head.chain for head in work.of(AuditHead).list(order="chain")})
    for chain in chains:
        reached = 0
        while True:
            links = work.of(AuditLink).list(chain=chain, number__gt=reached, order="number", limit=_AT_ONCE)
            if not links:
                break
            records = {r.id: r for r in work.of(AuditRecord).list(id=[link.record_id for link in links])}
            for link in links:
                yield link, records.get(link.record_id)
            reached = links[-1].number


def _check_seals(seals: list[AuditSeal], links: dict[tuple[str, int], str]) -> Iterator[Finding]:
    before = BEGINNING
    for position, seal in enumerate(seals, start=1):
        if seal.number != position:
            yield Finding("seals", position, "a seal is missing")
        if seal_digest(before, seal.at, seal.heads) != seal.digest:
            yield Finding("seals", seal.number, "a seal was changed")
        for chain, (number, digest) in seal.heads.items():
            if links.get((chain, int(number))) != digest:
                yield Finding(chain, int(number), "a line is not the one that was sealed")
        before = seal.digest
