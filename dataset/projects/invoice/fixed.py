def line_total(price, count, discount=0):
    """The price of `count` pieces in cents, less a discount in per cent, rounded down."""
    return price * count * (100 - discount) // 100


def total(lines, tax):
    """The sum of all lines, each (price, count, discount), plus a tax in per cent, rounded down."""
    net = 0
    for price, count, discount in lines:
        net += line_total(price, count, discount)
    return net + net * tax // 100
