"""Whether a database is right after conversations: the ledger adds up, and each yes paid once."""

import psycopg

from telecom.management.payments import PAY_BILL
from telecom.management.topup import TOP_UP

_UNEVEN = """
select transaction_id from ledger_entries group by transaction_id, amount_currency having sum(amount_minor) <> 0"""
_BELOW_THEIR_FLOOR = """
select a.name from ledger_accounts a join ledger_entries e on e.account_id = a.id where a.floor is not null
group by a.name, a.floor having sum(e.amount_minor) < a.floor"""
_CONFIRMED = "select id from proposals where status = 'done' and kind = any(%s)"
_PAID = """
select p.key, p.amount_minor from payments p join proposals on proposals.id = p.key
where p.state in ('captured', 'done')"""
_CHARGED = """
select c.key, c.amount_minor from outside.charges c join proposals on proposals.id = c.key where c.captured"""
_TOPPED_UP_OTHERWISE = """
select p.number, p.amount_minor, sum(e.amount_minor) from payments p join proposals on proposals.id = p.key
left join ledger_transactions t on t.key = 'payment:' || p.id
left join ledger_entries e on e.transaction_id = t.id and e.amount_minor > 0
where p.purpose = 'top up' and p.state in ('captured', 'done')
group by p.number, p.amount_minor having sum(e.amount_minor) is distinct from p.amount_minor"""


def assert_the_ledger_adds_up(connection: psycopg.Connection) -> None:
    """Each transaction sums to zero, no account is below what it may go down to. [R11]"""
    assert connection.execute(_UNEVEN).fetchall() == []
    assert connection.execute(_BELOW_THEIR_FLOOR).fetchall() == []


def assert_each_yes_paid_once(connection: psycopg.Connection) -> None:
    """Each confirmed payment has one record, one charge at the provider of the same amount, and no other has any;
    what was topped up is what was charged. [R9]"""
    yeses = {row[0] for row in connection.execute(_CONFIRMED, [[PAY_BILL, TOP_UP]])}
    paid, charged = connection.execute(_PAID).fetchall(), connection.execute(_CHARGED).fetchall()
    assert yeses, "the conversations have paid"
    assert sorted(paid) == sorted(charged)
    assert len({key for key, _ in paid}) == len(paid)
    assert yeses <= {key for key, _ in paid}
    assert connection.execute(_TOPPED_UP_OTHERWISE).fetchall() == []
