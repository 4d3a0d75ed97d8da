"""Table of questions that no article answered."""

from sqlalchemy import Column, Integer, Table

from telecom.model.articles import OpenQuestion
from telecom.storage.columns import SealedAlike, identity, mapper, metadata, moment

open_questions = Table(
    "open_questions",
    metadata,
    identity(),
    Column("question", SealedAlike, nullable=False, unique=True),
    Column("times", Integer, nullable=False),
    moment("first_at"),
    moment("last_at"),
)

mapper.map_imperatively(OpenQuestion, open_questions)
