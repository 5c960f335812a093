"""People: citizens, organisations, officers and their appointments, and what each may do."""
