"""The table of warnings that went out about steps that are nearly or over their time."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class StepWarning(Base):
    """One warning about one task: each kind goes out once."""

    __tablename__ = "step_warnings"
    __table_args__ = ({"sqlite_with_rowid": False},)

    task_id: Mapped[str] = mapped_column(ForeignKey("tasks.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)  # soon (to the head) | due (to the leader)
    at: Mapped[datetime]
