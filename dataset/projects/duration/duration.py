def parse(text):
    """The seconds of a duration such as "1h 30m" or "45s"; raises ValueError for an unknown unit."""
    units = {"h": 3600, "m": 60, "s": 1}
    total = 0
    for part in text.split():
        if part[-1] not in units:
            raise ValueError(part)
        total = int(part[:-1]) * units[part[-1]]
    return total


def show(seconds):
    """The duration as text, the largest unit first, without units that are zero; "0s" for none."""
    parts = []
    for unit, size in (("h", 3600), ("m", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count}{unit}")
    return " ".join(parts)
