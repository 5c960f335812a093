"""The workflow of a case, pure: what a definition allows, what follows from a command, what the events add up to.

    events = decide(definition, case, command, setting)
    case = evolve(case, event)          # for each event

Nothing here knows a database, a clock, a person's name or a web page.
"""
