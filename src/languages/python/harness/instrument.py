"""Asserts that are counted, and that can tell their own source and the two values that they compared."""

import ast
import reprlib

SHOWN = 400


class Asserts(ast.NodeTransformer):
    """Puts a counter before each assert and notes both sides of a simple comparison. The names that it uses, such
    as "@left", cannot be written in a program, so nothing in the tests can collide with them."""

    def __init__(self, text):
        self.lines = text.splitlines()
        self.places = []
        self.values = {}
        self.count = 0

    def visit_Assert(self, node):
        number = len(self.places)
        self.places.append((node.lineno, node.end_lineno))
        if isinstance(node.test, ast.Compare) and len(node.test.ops) == 1:
            node.test.left = call("@left", number, node.test.left)
            node.test.comparators[0] = call("@right", number, node.test.comparators[0])
        counter = ast.Expr(call("@count"))
        return [ast.copy_location(counter, node), node]

    def names(self):
        return {"@count": self.counted, "@left": self.left, "@right": self.right}

    def counted(self):
        self.count += 1

    def left(self, number, value):
        self.values[number] = [value]
        return value

    def right(self, number, value):
        self.values.setdefault(number, [None])[1:] = [value]
        return value

    def at(self, line):
        """The source of the assert that covers a line, with the values that it compared; None where there is none."""
        for number, (first, last) in enumerate(self.places):
            if first <= line <= last:
                text = "\n".join(self.lines[first - 1 : last]).strip()
                values = self.values.get(number, [])
                if len(values) == 2:
                    text += "\nleft:  %s\nright: %s" % (shown(values[0]), shown(values[1]))
                return text
        return None


def call(name, *arguments):
    constants = [argument if isinstance(argument, ast.AST) else ast.Constant(argument) for argument in arguments]
    return ast.Call(ast.Name(name, ast.Load()), constants, [])


def compiled(text, filename):
    """The instrumented code and its asserts. Raises SyntaxError."""
    tree = ast.parse(text, filename)
    asserts = Asserts(text)
    tree = ast.fix_missing_locations(asserts.visit(tree))
    return compile(tree, filename, "exec", dont_inherit=True), asserts


def shown(value):
    """A value's repr, short even where the value is large."""
    short = reprlib.Repr()
    short.maxlist = short.maxtuple = short.maxset = short.maxfrozenset = short.maxdict = 30
    short.maxstring = short.maxother = short.maxlong = SHOWN
    short.maxlevel = 6
    try:
        return short.repr(value)[: 2 * SHOWN]
    except Exception:
        return "(cannot be shown)"
