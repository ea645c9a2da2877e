"""An assessment as it is compared, and a change in it as a reviewer says it. Pure.

    Option “Thigh” of “Where do you get it?” no longer counts (2 points before)
    Question “Where do you get it?” is asked only when “Do you get leg pain?” is Yes

A public document and the state of a draft come out in the same parts. What follows from the rest (the digest,
the number of the version, the questionnaire) is left out. What was only given another name is called by its
new name on both sides, so that a reworded question does not change every condition on it.
"""

from .reading import as_compared
from .sentences import change_in_words

__all__ = ["as_compared", "change_in_words"]
