"""What may stand in a log: no full phone number, whatever an error says."""

from bot.commands.starting import shorten_numbers


def test_of_a_long_number_in_an_error_only_the_end_is_logged() -> None:
    error = "UniqueViolation: Key (phone_number)=(+447700900101) already exists. File x.py, line 1234, at 146480"
    logged = shorten_numbers(None, "error", {"event": "turn failed", "exception": error})
    assert logged == {
        "event": "turn failed",
        "exception": "UniqueViolation: Key (phone_number)=(+...101) already exists. File x.py, line 1234, at 146480",
    }


def test_what_is_no_error_is_logged_as_it_is() -> None:
    assert shorten_numbers(None, "info", {"event": "serving", "port": 1234567}) == {"event": "serving", "port": 1234567}
