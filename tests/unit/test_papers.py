"""Papers: bills and receipts can be set from what an answer carries, tagged, and a code on one is found in any text."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from telecom.gateways.paper.papers import draw, draw_pages
from telecom.model.seals import find_code, make_code

_SHEET: dict[str, Any] = {
    "language": "en",
    "operator": "Dialtone Mobile",
    "title": "Receipt",
    "number": "P-1",
    "letterhead": ["1 Exchange Square"],
    "sender": "Dialtone Mobile",
    "receiver": ["Łukasz Ünal", "17 Mint Street"],
    "footer": "Dialtone Mobile",
    "page": "Page #1 of #2",
    "code": "DV-AAAA-BBBB-CCCC",
    "qr": "DV-AAAA-BBBB-CCCC",
    "check": ["Is it genuine?", "Send us the code."],
    "facts": [["Number", "P-1"]],
    "intro": "Thank you.",
    "rows": [["Amount", "£1,250.00"], ["Оплата", "5,00 €"]],
}


def test_a_receipt_is_a_pdf_that_a_screen_reader_can_read() -> None:
    paper = draw("receipt", _SHEET)
    assert paper.startswith(b"%PDF-")
    # PDF/UA-1 is refused by the typesetter where a heading, table or picture has no tag or no words.
    assert b"/StructTreeRoot" in paper and b"/MarkInfo" in paper and b"pdfuaid" in paper


def test_its_pages_can_be_looked_at() -> None:
    (page,) = draw_pages("receipt", _SHEET, dots_per_inch=36)
    assert page.startswith(b"\x89PNG")


_BILL: dict[str, Any] = _SHEET | {
    "title": "Bill for August",
    "due": ["Pay by", "19 Sept", "£9.00"],
    "standing": "",
    "summary": {"title": "Summary", "rows": [["Calls", "£9.00"]], "total": ["Total", "£9.00"]},
    "tax": {"header": [], "rows": []},
    "lines": {"title": "Lines", "header": ["What", "When", "Used", "Amount"], "sections": []},
    "slip": {"title": "Slip", "rows": [["To", "Dialtone Mobile"]], "note": "Please pay."},
}


def test_each_page_of_a_bill_has_its_own_number() -> None:
    use = ["10 Aug", "Call", "+1 202-555-0178", "4 min", "£1.25"]
    uses = {"title": "Uses", "note": "", "header": use, "sections": [{"title": "Mobile", "rows": [use] * 90}]}
    with capture_logs() as logs:
        pages = draw_pages("bill", _BILL | {"uses": uses}, dots_per_inch=36)
    # Where the breaks do not settle, the typesetter numbers every page 1 and says so.
    assert len(pages) == 3 and logs == []


def test_a_paper_nobody_sets_is_refused() -> None:
    with pytest.raises(LookupError):
        draw("passport", _SHEET)


def test_a_code_is_found_however_it_is_typed() -> None:
    code = make_code()
    plain = code.replace("-", "")
    for said in (code, plain, code.lower(), f"is this bill genuine? {code}", code.replace("-", " "), f"{code}?"):
        assert find_code(said) == code
    for said in ("DV", "DV-AAAA-BBBB", f"X{plain}", f"{plain}Z", "my bill please", "DV-0000-1111-OOOO"):
        assert find_code(said) is None
