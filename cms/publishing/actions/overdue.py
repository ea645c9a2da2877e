"""Taking down what nobody reviewed: the installation's policy decides, and a system person carries it out.

This is the one way in which something that is no person takes a page down. It says nothing of its own: how
long, why and what readers are told come from the settings, and every condition is checked under the lock.
"""

from cms.audit import trail
from cms.people.actions import is_system_person, system_person

from .. import record, reviews
from ..models import Publishable
from .errors import NotAllowed, NotPossible
from .publishing import take_down

#: Name of the system person; nobody else may do this, and it may do nothing else.
NAME = "review-policy"


def carrier():
    """The system person that carries the policy out."""
    return system_person(NAME)


def retire_overdue(*, item: Publishable, by, clock: trail.Clock) -> list[str]:
    """Take down a page whose review is overdue for longer than the policy allows.

    Returns the titles of scheduled pages that this called off.
    """
    if not is_system_person(by, NAME):
        raise NotAllowed(f"{by.printed_name} may not take a page down for the policy.")
    with trail.entry(action="item.retire_overdue", by=by, clock=clock, subject=item.uid) as entry:
        policy = reviews.policy()
        if policy is None:
            raise NotPossible("There is no policy for overdue pages here.")
        review = reviews.of(item.uid, entry.at)
        if review is None:
            raise NotPossible("It is not live, or has no review that falls due.")
        if -review.days <= policy.after_days:
            raise NotPossible(f"Its review is {review.words}; the policy waits {policy.after_days} days.")
        if not policy.also_in_review and record.open_release_of(item.uid, entry.at):
            raise NotPossible("It is on its way through review.")
        entry.reason = policy.reason
        entry.detail |= {"review_due": review.due.isoformat(), "after_days": policy.after_days}
        return take_down(entry, item, policy.note)
