"""Tables of running numbers: of a unit's registers by year, of an agency's dossiers by day."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class RegisterCounter(Base):
    """The last number given in one register of one unit in one year (Decree 30/2020)."""

    __tablename__ = "register_counters"

    unit: Mapped[str] = mapped_column(primary_key=True)
    register: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class DailyCounter(Base):
    """The last dossier number of one agency on one day of Vietnam: no row is shared by two agencies."""

    __tablename__ = "daily_counters"

    agency_code: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]
