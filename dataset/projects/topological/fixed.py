def order(needs):
    """An order in which each name comes after all that it needs; None where there is a circle. Names: sorted among equals."""
    left = {name: set(before) for name, before in needs.items()}
    done = []
    while left:
        free = sorted(name for name, before in left.items() if not before)
        if not free:
            return None
        done.append(free[0])
        del left[free[0]]
        for before in left.values():
            before.discard(free[0])
    return done
