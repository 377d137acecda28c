def encode(text):
    """Runs of equal characters as (character, length) pairs."""
    runs = []
    for letter in text:
        if runs and runs[0][0] == letter:
            runs[-1] = (letter, runs[-1][1] + 1)
        else:
            runs.append((letter, 1))
    return runs


def decode(runs):
    """Takes back what encode did."""
    return "".join(letter * count for letter, count in runs)
