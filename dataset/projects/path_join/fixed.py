def normalise(path):
    """A path without `.`, `..` and empty parts; `..` at the top stays where it is absolute, and is kept where it is not."""
    parts = []
    absolute = path.startswith("/")
    for part in path.split("/"):
        if part in ("", "."):
            continue
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part == ".." and absolute:
            continue
        else:
            parts.append(part)
    return ("/" if absolute else "") + "/".join(parts)
