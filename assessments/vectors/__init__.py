"""Golden cases of an assessment: answers, and what the evaluation makes of them. Pure.

    {"name": "rule high", "answers": {"pain": "yes", "temperature": "38.5"}, "expected": {…}}

A front end that evaluates in the browser runs them and knows whether it says what the server says. They
follow from the definition alone, always the same ones: each rule, red flag and the default where a bounded
search reaches them, both sides of each condition, options, edges of bands and limits, what is missing,
hidden answers, and each way in which an answer is wrong. They hold no floats: decimals are texts.
"""

from .cases import MOST, of

__all__ = ["MOST", "of"]
