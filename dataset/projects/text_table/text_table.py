def table(rows):
    """Rows of texts as lines with columns of equal width, joined by " | ", no spaces at the end."""
    widths = [len(rows[0][column]) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths)]
        lines.append(" | ".join(cells))
    return lines
