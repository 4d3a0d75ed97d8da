"""Table of the days of the payment provider's file that were held against our books."""

from sqlalchemy import Column, Date, Integer, Table

from telecom.model.comparison import FileComparison
from telecom.storage.columns import mapper, metadata, moment, money, money_of

file_comparisons = Table(
    "file_comparisons",
    metadata,
    Column("day", Date, primary_key=True),
    moment("compared_at"),
    Column("lines", Integer, nullable=False),
    *money("theirs"),
    Column("differences", Integer, nullable=False),
)

mapper.map_imperatively(FileComparison, file_comparisons, properties={"theirs": money_of(file_comparisons.c, "theirs")})
