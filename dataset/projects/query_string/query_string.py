def parse(query):
    """The names and values of a query such as "a=1&b=2&a=3": a dict of lists, in order; a name alone has the value ""."""
    values = {}
    for part in query.split("&"):
        name, _, value = part.partition("=")
        values[name] = [value]
    return values
