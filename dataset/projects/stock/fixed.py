def receive(stock, item, count):
    """Adds `count` of an item to the stock, which is a dict of counts, and returns the stock."""
    stock[item] = stock.get(item, 0) + count
    return stock


def ship(stock, item, count):
    """Takes `count` of an item out of the stock; raises ValueError where there are not enough; drops an item at zero."""
    if stock.get(item, 0) < count:
        raise ValueError(f"not enough {item}")
    stock[item] -= count
    if stock[item] == 0:
        del stock[item]
    return stock
