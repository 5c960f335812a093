"""What is wrong with a step that meets the applicant: told before the workflow is published."""

from collections.abc import Iterator

from portal.workflow.definition import Definition, Step

# Who leads a meeting or goes out to a place.
ROLES = ("specialist", "head", "leader")

Where = tuple[str, ...]
Flaw = tuple[Where, str, str]  # the way to it, what is wrong, how to mend it


def meeting_flaws(definition: Definition) -> Iterator[Flaw]:
    """Yield what is wrong with the meetings of a workflow."""
    for code, step in definition.steps.items():
        if step.meets is not None:
            yield from _at_step(("steps", code), step)
            yield from _when_missed(definition, code, step)


def _at_step(where: Where, step: Step) -> Iterator[Flaw]:
    if step.role not in ROLES:
        message = f"A meeting is not led by {step.role}."
        yield (*where, "role"), message, f"Write one of {', '.join(ROLES)}."
    if not any("minutes" in action.needs for action in step.actions.values()):
        yield (*where, "meets"), "Nothing uses the minutes of the meeting.", "Add  needs: [minutes]  to an action."


def _when_missed(definition: Definition, code: str, step: Step) -> Iterator[Flaw]:
    """What follows by itself leads on to another desk, where a person decides."""
    meets = step.meets
    if meets is None or meets.missed is None:
        if meets is not None and meets.chances > 1:
            message = "Nothing follows from missed appointments, so there is nothing to count."
            yield ("steps", code, "meets", "chances"), message, "Add  missed: …, or take chances away."
        return
    where, action = ("steps", code, "meets", "missed"), step.actions.get(meets.missed)
    if action is None:
        yield where, f"The step has no action '{meets.missed}'.", f"Write one of {', '.join(step.actions)}."
    elif action.waits is not None or action.to == code:
        message = "What follows by itself waits, or stays at the step: it could go round for ever."
        yield where, message, "Name an action that leads to another step."
    elif action.to in definition.ends:
        yield where, "A missed appointment would end the case.", "Name an action that leads to whoever decides that."
    elif action.proposes or action.issues or action.clock or "minutes" in action.needs:
        message = "Nothing is proposed, issued, timed or recorded by a missed appointment."
        yield where, message, "Name an action that only passes the case on."
