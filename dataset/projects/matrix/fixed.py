def transpose(rows):
    """Rows become columns."""
    return [[row[column] for row in rows] for column in range(len(rows[0]))]


def multiply(left, right):
    """The product of two matrices that fit."""
    product = []
    for row in left:
        line = []
        for column in transpose(right):
            line.append(sum(a * b for a, b in zip(row, column)))
        product.append(line)
    return product
