"""Functions over dicts and records, with mistakes that people make in them: `# bug: right => wrong`."""


def invert(mapping: dict) -> dict:
    """Map each value to the sorted list of the keys that have it."""
    result = {}
    for key, value in mapping.items():
        result.setdefault(value, []).append(key)
    return {value: sorted(keys) for value, keys in result.items()}


def test_invert():
    assert invert({"b": 1, "a": 1, "c": 2}) == {1: ["a", "b"], 2: ["c"]}
    assert invert({}) == {}


# bug: sorted(keys) => keys
# bug: setdefault(value, []).append(key) => setdefault(key, []).append(value)
# bug: append(key) => append(value)
# bug: mapping.items() => mapping
# bug: sorted(keys) for => len(keys) for
# bug: result.setdefault(value, []).append(key) => result[value] = key


def merge_counts(first: dict, second: dict) -> dict:
    """Add the counts of two dicts, key by key."""
    total = dict(first)
    for key, count in second.items():
        total[key] = total.get(key, 0) + count
    return total


def test_merge_counts():
    first = {"a": 1}
    assert merge_counts(first, {"a": 2, "b": 3}) == {"a": 3, "b": 3}
    assert first == {"a": 1}
    assert merge_counts({}, {"x": 1}) == {"x": 1}
    assert merge_counts({"x": 1}, {}) == {"x": 1}


# bug: dict(first) => first
# bug: total.get(key, 0) + count => total.get(key, 0)
# bug: total.get(key, 0) + count => total.get(key, 1) + count
# bug: total.get(key, 0) => total[key]
# bug: total[key] = total.get(key, 0) + count => total[key] = count
# bug: second.items() => first.items()
# bug: return total => return first


def top_scorers(scores: dict, count: int) -> list:
    """Return the names with the highest scores, best first; equal scores in the order of the names."""
    ranked = sorted(scores, key=lambda name: (-scores[name], name))
    return ranked[:count]


def test_top_scorers():
    assert top_scorers({"a": 1, "b": 3, "c": 2}, 2) == ["b", "c"]
    assert top_scorers({"x": 5, "m": 5}, 1) == ["m"]
    assert top_scorers({}, 3) == []


# bug: -scores[name] => scores[name]
# bug: ranked[:count] => ranked[count:]
# bug: (-scores[name], name) => -scores[name]
# bug: ranked[:count] => ranked[-count:]
# bug: (-scores[name], name) => (name, -scores[name])
# bug: return ranked[:count] => return ranked
# bug: ranked[:count] => ranked[:count + 1]


def group_by_length(words: list) -> dict:
    """Group words by their length, each group in the order of the words."""
    groups = {}
    for word in words:
        size = len(word)
        if size not in groups:
            groups[size] = []
        groups[size].append(word)
    return groups


def test_group_by_length():
    assert group_by_length(["a", "bb", "c"]) == {1: ["a", "c"], 2: ["bb"]}
    assert group_by_length([]) == {}


# bug: size not in groups => size in groups
# bug: groups[size].append(word)\n => groups[size].append(size)\n
# bug: len(word) => len(words)
# bug:         groups[size].append(word)\n =>             groups[size].append(word)\n
# bug: groups[size] = [] => groups[size] = [word]
# bug: append(word) => extend(word)
# bug: return groups => return size


def average_by_key(rows: list, key: str, value: str) -> dict:
    """Return the mean of one field for each value of another one; `rows` is a list of dicts."""
    sums = {}
    counts = {}
    for row in rows:
        name = row[key]
        sums[name] = sums.get(name, 0) + row[value]
        counts[name] = counts.get(name, 0) + 1
    return {name: sums[name] / counts[name] for name in sums}


def test_average_by_key():
    rows = [{"k": "a", "v": 1}, {"k": "b", "v": 5}, {"k": "a", "v": 3}]
    assert average_by_key(rows, "k", "v") == {"a": 2, "b": 5}
    assert average_by_key([], "k", "v") == {}


# bug: sums[name] / counts[name] => sums[name]
# bug: sums[name] / counts[name] => sums[name] // len(counts)
# bug: row[value]\n => row[key]\n
# bug: sums.get(name, 0) + row[value] => row[value]
# bug: counts.get(name, 0) + 1 => counts.get(name, 0)
# bug: sums[name] / counts[name] => counts[name] / sums[name]
# bug: name = row[key] => name = row[value]


def missing_keys(required: list, given: dict) -> list:
    """Return the required keys that are not given or have an empty value, in order."""
    return [key for key in required if key not in given or given[key] == ""]


def test_missing_keys():
    assert missing_keys(["a", "b", "c"], {"a": 1, "b": ""}) == ["b", "c"]
    assert missing_keys([], {"a": 1}) == []
    assert missing_keys(["a"], {"a": 0}) == []


# bug:  or given[key] == "" => 
# bug: key not in given or => key in given or
# bug: key not in given or given => key not in given and given
# bug: given[key] == "" => given[key] != ""
# bug: given[key] == "" => not given[key]
# bug: key not in given or given[key] == "" => given[key] == ""


def apply_discount(basket: list, percent: int) -> int:
    """Sum up a basket of (price, number) pairs in cents and take the discount off, rounded down."""
    total = 0
    for price, number in basket:
        total += price * number
    return total * (100 - percent) // 100


def test_apply_discount():
    assert apply_discount([(100, 2), (50, 1)], 10) == 225
    assert apply_discount([], 50) == 0
    assert apply_discount([(333, 1)], 50) == 166


# bug: price * number => price + number
# bug: 100 - percent => percent
# bug: // 100 => / 100
# bug: price * number => price
# bug: total += => total =
# bug: // 100 => // 10
# bug: total * (100 - percent) // 100 => total - percent


def latest_versions(entries: list) -> dict:
    """From (name, version) pairs keep the highest version of each name."""
    latest = {}
    for name, version in entries:
        if name not in latest or version > latest[name]:
            latest[name] = version
    return latest


def test_latest_versions():
    assert latest_versions([("a", 1), ("b", 2), ("a", 3), ("a", 2)]) == {"a": 3, "b": 2}
    assert latest_versions([]) == {}


# bug: version > latest[name] => version < latest[name]
# bug: name not in latest or version > latest[name] => name not in latest
# bug: name not in latest or => name not in latest and
# bug: latest[name] = version => latest[version] = name
# bug: return latest => return entries
# bug: name not in latest or version > latest[name] => version > latest[name]


def common_friends(friends: dict, first: str, second: str) -> list:
    """Return the sorted names that are friends of both."""
    return sorted(set(friends.get(first, [])) & set(friends.get(second, [])))


def test_common_friends():
    friends = {"ann": ["bob", "dan", "cid"], "eve": ["cid", "bob"]}
    assert common_friends(friends, "ann", "eve") == ["bob", "cid"]
    assert common_friends(friends, "ann", "zoe") == []


# bug: ) & set( => ) | set(
# bug: sorted(set(friends.get(first => list(set(friends.get(first
# bug: friends.get(second, []) => friends.get(first, [])
# bug: friends.get(second, []) => friends[second]
# bug: ) & set( => ) - set(


def histogram(values: list, width: int) -> dict:
    """Count whole numbers by the start of the interval of `width` that they lie in."""
    bins = {}
    for value in values:
        start = value // width * width
        bins[start] = bins.get(start, 0) + 1
    return bins


def test_histogram():
    assert histogram([1, 5, 12, 14, 19], 10) == {0: 2, 10: 3}
    assert histogram([], 5) == {}
    assert histogram([10], 10) == {10: 1}


# bug: value // width * width => value // width
# bug: value // width => value % width
# bug: bins.get(start, 0) + 1 => bins.get(value, 0) + 1
# bug: bins[start] = => bins[value] =
# bug: bins.get(start, 0) + 1 => bins.get(start, 0) + value
# bug: value // width * width => value / width * width


def path_value(tree: dict, path: list):
    """Follow keys into nested dicts; None where one of them is missing."""
    node = tree
    for key in path:
        if not isinstance(node, dict) or key not in node:
            return None
        node = node[key]
    return node


def test_path_value():
    assert path_value({"a": {"b": 1}}, ["a", "b"]) == 1
    assert path_value({"a": 1}, ["a", "b"]) is None
    assert path_value({"a": 1}, []) == {"a": 1}
    assert path_value({}, ["x"]) is None


# bug: node = node[key] => node = tree[key]
# bug: return None => return node
# bug: not isinstance(node, dict) or key not in node => key not in node
# bug: return node => return key
# bug: or key not in node => and key not in node
# bug: node = node[key] => node = node.get(path)
# bug: isinstance(node, dict) or key not => isinstance(node, dict) or key
