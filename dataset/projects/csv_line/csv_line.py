def split_line(line):
    """The fields of one CSV line: a comma inside double quotes does not split, two quotes inside stand for one."""
    fields = []
    field = ""
    quoted = False
    index = 0
    while index < len(line):
        letter = line[index]
        if letter == '"':
            quoted = not quoted
        elif letter == "," and not quoted:
            fields.append(field)
            field = ""
        else:
            field += letter
        index += 1
    fields.append(field)
    return fields
