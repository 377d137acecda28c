def changes(old, new):
    """What was added, removed and kept between two lists of names, each sorted and without repetitions."""
    before, after = set(old), set(new)
    return {
        "added": sorted(before - after),
        "removed": sorted(before - after),
        "kept": sorted(before | after),
    }
