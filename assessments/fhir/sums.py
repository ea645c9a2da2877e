"""Expressions that do nothing but add up the points of chosen options, recognised by their shape.

Known are sums over the response (GAD-7: `%resource.repeat(item).answer…extension.where(url = …)….sum()`, and
the same with weight() or ordinal()), sums of one look-up in the questionnaire per question (the PHQ-9 and
Apgar forms, with their variables), and what this system writes itself. Anything else is None: an expression
that is nearly a sum is no sum.
"""

from dataclasses import dataclass, field

from . import terms
from .fhirpath import Chain, Empty, NotUnderstood, Number, Op, Step, Text, Tree, Variable, joined, parse

_VALUES = ("value", "valueCoding")
_WEIGHTS = ("value", "valueDecimal")
_WEIGHING = ("weight", "ordinal")
#: Variables may use variables; a circle of them ends here.
_MOST_STEPS = 2000


@dataclass
class Sum:
    """A sum of points."""

    #: linkIds in the order in which they are added; None is every question that has points.
    questions: list[str] | None
    #: Whether an unanswered question is left out of the sum, instead of there being no sum.
    skips: bool
    #: Whether there is no sum while nothing at all is answered.
    is_silent: bool
    #: The extensions that it looks at, and how many levels of items it goes down (None for any).
    urls: set[str]
    levels: set[int | None]


@dataclass
class _Weights:
    """The points of the options chosen in some questions."""

    questions: list[str] | None
    #: The extensions that it looks at, none for weight().
    urls: set[str] = field(default_factory=set)
    #: How many levels of items it goes down, None for any: in the response, and where it looks points up.
    levels: set[int | None] = field(default_factory=set)


class _NoSum(Exception):
    pass


def recognised(expression: str, variables: dict[str, str]) -> tuple[Sum | None, set[str]]:
    """The sum that an expression is, or None, and the variables that it uses."""
    try:
        reader = _Shapes(variables)
        found = reader.total(reader.tree(expression))
    except (NotUnderstood, _NoSum, RecursionError):
        return None, set()
    return found, reader.used


class _Shapes:
    def __init__(self, variables: dict[str, str]):
        self.variables, self.used, self.steps = variables, set(), 0

    def tree(self, expression: str) -> Tree:
        return self.known(parse(expression))

    def known(self, tree: Tree) -> Tree:
        """The tree with variables of the questionnaire put in."""
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise _NoSum
        if isinstance(tree, Variable) and tree.name in self.variables:
            self.used.add(tree.name)
            return self.known(parse(self.variables[tree.name]))
        if isinstance(tree, Op):
            return Op(tree.name, self.known(tree.left), self.known(tree.right))
        if isinstance(tree, Chain):
            steps = tuple(
                step if step.arguments is None else Step(step.name, tuple(map(self.known, step.arguments)))
                for step in tree.steps
            )
            return joined(Chain(tree.base and self.known(tree.base), steps))
        return tree

    def total(self, tree: Tree) -> Sum:
        """iif(something was answered, sum, {}) or the sum itself."""
        condition = None
        match tree:
            case Chain(None, (Step("iif", (condition, inner)),)):
                pass
            case Chain(None, (Step("iif", (condition, inner, Empty())),)):
                pass
            case _:
                inner = tree
        parts = self.added(inner)
        questions, skips = [], False
        for weights, skipped in parts:
            skips = skips or skipped
            if weights.questions is None:
                if len(parts) > 1:
                    raise _NoSum
                questions = None
            else:
                questions += weights.questions
        if questions is not None and len(set(questions)) < len(questions):
            raise _NoSum
        if condition is not None:
            # A sum that depends on the answer to something else, or to some of it, is no sum of ours.
            asked, joints = self.asked(condition)
            if questions is None or set(asked) != set(questions) or len(joints) > 1:
                raise _NoSum
            skips = skips and joints == {"or"}
        urls = {url for weights, _ in parts for url in weights.urls}
        levels = {level for weights, _ in parts for level in weights.levels}
        return Sum(questions, skips, condition is not None and skips, urls, levels)

    def added(self, tree: Tree) -> list[tuple[_Weights, bool]]:
        match tree:
            case Op("+", left, right):
                return self.added(left) + self.added(right)
            case Chain(None, (Step("iif", (condition, inner, Number(zero))),)) if zero == 0:
                weights = self.single(inner)
                if self.asked(condition) != (weights.questions, set()):
                    raise _NoSum
                return [(weights, True)]
            case Chain(base, (*steps, Step("sum", ()))):
                return [(weights, True) for weights in self.combined(Chain(base, tuple(steps)))]
            case Chain(base, (*steps, Step("aggregate", (Op("+", left, right), *start)))):
                names = {left, right}
                if names != {Chain(None, (Step("$this", None),)), Chain(None, (Step("$total", None),))}:
                    raise _NoSum
                if start not in ([], [Number(0)]):
                    raise _NoSum
                return [(weights, True) for weights in self.combined(Chain(base, tuple(steps)))]
        return [(self.single(tree), False)]

    def single(self, tree: Tree) -> _Weights:
        """The points of one question; those of several are a list, which is no number."""
        weights = self.weighed(tree)
        if weights.questions is None or len(weights.questions) != 1:
            raise _NoSum
        return weights

    def combined(self, tree: Tree) -> list[_Weights]:
        """a.combine(b).combine(c): every look-up on its own."""
        if isinstance(tree, Chain) and tree.steps and tree.steps[-1].name == "combine":
            last = tree.steps[-1]
            if last.arguments is None or len(last.arguments) != 1:
                raise _NoSum
            rest = Chain(tree.base, tree.steps[:-1]) if tree.steps[:-1] else tree.base
            return self.combined(rest) + self.combined(last.arguments[0])
        return [self.weighed(tree)]

    def weighed(self, tree: Tree) -> _Weights:
        if not isinstance(tree, Chain):
            raise _NoSum
        base, steps = tree.base, list(tree.steps)
        if base == Variable("questionnaire"):
            return self.looked_up(steps)
        urls = self.without_weight(steps)
        questions, levels = self.answered(Chain(base, tuple(steps)))
        return _Weights(questions, urls, {levels})

    def without_weight(self, steps: list[Step]) -> set[str]:
        """Take the end of a chain that asks for the weight; the extensions it looks at."""
        match steps:
            case [*_, Step(name, ())] if name in _WEIGHING:
                del steps[-1]
                return set()
            case [*_, Step("select", (Chain(None, (*inner, Step(name, ()))),))] if name in _WEIGHING:
                steps[-1:] = [step for step in inner if step.name != "$this"]
                return set()
            case [*_, Step("ofType", (Chain(None, (Step("decimal", None),)),))]:
                del steps[-1]
        match steps:
            case [*_, Step("extension", None), Step("where", (where,)), Step(name, None)] if name in _WEIGHTS:
                del steps[-3:]
                return {self.url(where)}
            case [*_, Step("extension", (Text(url),)), Step(name, None)] if name in _WEIGHTS:
                del steps[-2:]
                return {self.weight_url(url)}
        raise _NoSum

    def url(self, tree: Tree) -> str:
        match tree:
            case Op("=", Chain(None, (Step("url", None),)), Text(url)):
                return self.weight_url(url)
        raise _NoSum

    def weight_url(self, url: str) -> str:
        if url not in terms.WEIGHTS:
            raise _NoSum
        return url

    def answered(self, tree: Tree) -> tuple[list[str] | None, int | None]:
        """Which questions of the response a path goes to, with or without its value at the end."""
        if not isinstance(tree, Chain):
            raise _NoSum
        steps = list(tree.steps)
        if tree.base not in (Variable("resource"), Variable("context"), Variable("rootResource"), None):
            raise _NoSum
        if steps and steps[0].name in ("QuestionnaireResponse", "$this") and steps[0].arguments is None:
            del steps[0]
        if steps and steps[-1] == Step("ofType", (Chain(None, (Step("Coding", None),)),)):
            del steps[-1]
        if steps and steps[-1].name in _VALUES and steps[-1].arguments is None:
            del steps[-1]
        if not steps or steps.pop() != Step("answer", None):
            raise _NoSum
        return self.items(steps)

    def items(self, steps: list[Step]) -> tuple[list[str] | None, int | None]:
        item = Chain(None, (Step("item", None),))
        questions, levels = None, 0
        for step in steps:
            match step:
                case Step("item", None):
                    levels = None if levels is None else levels + 1
                case Step("repeat", (inner,)) if inner == item:
                    levels = None
                case Step("descendants", ()):
                    levels = None
                case Step("where", (where,)) if questions is None:
                    questions = self.named(where)
                case _:
                    raise _NoSum
        if levels == 0:
            raise _NoSum
        return questions, levels

    def named(self, tree: Tree) -> list[str]:
        link = Chain(None, (Step("linkId", None),))
        match tree:
            case Op("=", left, Text(name)) if left == link:
                return [name]
            case Op("or", left, right):
                return self.named(left) + self.named(right)
            case Op("in", left, right) if left == link:
                return self.texts(right)
        raise _NoSum

    def texts(self, tree: Tree) -> list[str]:
        match tree:
            case Text(name):
                return [name]
            case Op("|", left, right):
                return self.texts(left) + self.texts(right)
        raise _NoSum

    def looked_up(self, steps: list[Step]) -> _Weights:
        """The weight, in the questionnaire, of the option that was chosen in the response."""
        urls = self.without_weight(steps)
        if steps and steps[-1].name in _VALUES and steps[-1].arguments is None:
            del steps[-1]
        match steps:
            case [*above, Step("answerOption", None), Step("where", (chosen,))]:
                questions, levels = self.items(above)
            case _:
                raise _NoSum
        answered, below = self.chosen(chosen)
        if questions is None or len(questions) != 1 or answered != questions:
            raise _NoSum
        return _Weights(questions, urls, {levels, below})

    def chosen(self, tree: Tree) -> tuple[list[str] | None, int | None]:
        match tree:
            case Op("=" | "~" | "in", Chain(None, (Step(name, None), *rest)), Chain() as path) if (
                name in _VALUES
            ):
                pass
            case Op("contains", Chain() as path, Chain(None, (Step(name, None), *rest))) if name in _VALUES:
                pass
            case _:
                raise _NoSum
        steps = list(path.steps)
        if rest == [Step("code", None)]:
            if steps.pop() != rest[0]:
                raise _NoSum
        elif rest:
            raise _NoSum
        return self.answered(Chain(path.base, tuple(steps)))

    def asked(self, tree: Tree) -> tuple[list[str], set[str]]:
        """A condition that only asks whether questions were answered: which, and how they are joined."""
        match tree:
            case Op("and" | "or" as joint, left, right):
                (some, one_way), (more, other_way) = self.asked(left), self.asked(right)
                return some + more, {joint} | one_way | other_way
            case Chain(base, (*steps, Step("exists" | "hasValue", ()))):
                path = Chain(base, tuple(steps))
                try:
                    questions = self.weighed(path).questions
                except _NoSum:
                    questions = self.answered(path)[0]
                if questions:
                    return questions, {"or"} if len(questions) > 1 else set()
        raise _NoSum
