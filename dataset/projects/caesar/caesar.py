def shift(text, by):
    """Moves each lower-case letter `by` places on, round the alphabet; leaves everything else."""
    out = ""
    for letter in text:
        if "a" <= letter <= "z":
            out += chr((ord(letter) - ord("a") + by) % 26 + ord("a"))
        else:
            out += letter
    return out


def unshift(text, by):
    """Takes back what shift did."""
    return shift(text, by)
