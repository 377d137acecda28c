"""Functions over text, with mistakes that people make in them: `# bug: right => wrong`, a newline as \\n."""


def initials(name: str) -> str:
    """Return the first letters of all words of a name in upper case, each followed by a dot."""
    result = ""
    for word in name.split():
        result += word[0].upper() + "."
    return result


def test_initials():
    assert initials("ada lovelace") == "A.L."
    assert initials("Alan Mathison Turing") == "A.M.T."
    assert initials("") == ""


# bug: word[0].upper() => word[0]
# bug: word[0] => word[1]
# bug: result += word => result = word
# bug: name.split() => name
# bug: .upper() => .lower()


def count_vowels(text: str) -> int:
    """Count the vowels (a, e, i, o, u) of a text, in lower and upper case."""
    total = 0
    for char in text.lower():
        if char in "aeiou":
            total += 1
    return total


def test_count_vowels():
    assert count_vowels("Education") == 5
    assert count_vowels("rhythm") == 0
    assert count_vowels("AEIou xyz") == 5


# bug: text.lower() => text
# bug: "aeiou" => "aeio"
# bug: if char in => if char not in
# bug: total += 1 => total = 1
# bug: total = 0 => total = 1


def shorten(text: str, limit: int) -> str:
    """Cut a text to at most `limit` characters; a text that was cut ends in three dots."""
    if len(text) <= limit:
        return text
    return text[:limit - 3] + "..."


def test_shorten():
    assert shorten("abcdefgh", 8) == "abcdefgh"
    assert shorten("abcdefghi", 8) == "abcde..."
    assert shorten("", 5) == ""


# bug: len(text) <= limit => len(text) < limit
# bug: text[:limit - 3] => text[:limit]
# bug: text[:limit - 3] => text[limit - 3:]
# bug: return text\n => return text[:limit]\n
# bug: text[:limit - 3] => text[:limit - 2]


def is_mirror(text: str) -> bool:
    """Say whether a text reads the same backwards; case and everything but letters and digits is ignored."""
    kept = [char.lower() for char in text if char.isalnum()]
    return kept == kept[::-1]


def test_is_mirror():
    assert is_mirror("No lemon, no melon") is True
    assert is_mirror("ab") is False
    assert is_mirror("") is True
    assert is_mirror("1a2") is False


# bug: char.lower() => char
# bug: isalnum => isalpha
# bug: kept == kept[::-1] => kept == kept[:-1]
# bug: kept == kept[::-1] => kept != kept[::-1]
# bug:  if char.isalnum() => 


def longest_run(text: str) -> int:
    """Return the length of the longest stretch of one repeated character."""
    best = 0
    run = 0
    previous = None
    for char in text:
        if char == previous:
            run += 1
        else:
            run = 1
        best = max(best, run)
        previous = char
    return best


def test_longest_run():
    assert longest_run("aabbbcc") == 3
    assert longest_run("abc") == 1
    assert longest_run("") == 0
    assert longest_run("zzzz") == 4


# bug: max(best, run) => min(best, run)
# bug: run = 1 => run = 0
# bug:         previous = char\n => 
# bug: return best => return run
# bug: best = max(best, run) => best = run
# bug: char == previous => char != previous
# bug: previous = char => char = previous


def caesar(text: str, shift: int) -> str:
    """Shift each lower-case letter by `shift` places around the alphabet; leave everything else."""
    result = []
    for char in text:
        if char.islower():
            place = (ord(char) - ord("a") + shift) % 26
            result.append(chr(place + ord("a")))
        else:
            result.append(char)
    return "".join(result)


def test_caesar():
    assert caesar("xyz!", 3) == "abc!"
    assert caesar("Hello", 1) == "Hfmmp"
    assert caesar("abc", -1) == "zab"


# bug: % 26 => % 25
# bug: + shift) => - shift)
# bug:  % 26 => 
# bug: ord(char) - ord("a") + shift => ord(char) + shift
# bug: "".join => " ".join
# bug: chr(place + ord("a")) => chr(place)
# bug: islower => isalpha
# bug: result.append(char)\n => result.append(place)\n


def snake_case(name: str) -> str:
    """Turn a name such as "fileName" into "file_name"."""
    result = ""
    for index, char in enumerate(name):
        if char.isupper() and index > 0:
            result += "_"
        result += char.lower()
    return result


def test_snake_case():
    assert snake_case("fileName") == "file_name"
    assert snake_case("FileName") == "file_name"
    assert snake_case("plain") == "plain"


# bug:  and index > 0 => 
# bug: isupper => islower
# bug: and index > 0 => or index > 0
# bug: char.lower() => char
# bug: "_" => "-"
# bug: index > 0 => index > 1


def word_frequencies(text: str) -> list:
    """Return the words of a text with their counts, the most frequent first, equal ones in alphabetical order."""
    counts = {}
    for word in text.lower().split():
        counts[word] = counts.get(word, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def test_word_frequencies():
    assert word_frequencies("b a b") == [("b", 2), ("a", 1)]
    assert word_frequencies("b A a c B") == [("a", 2), ("b", 2), ("c", 1)]
    assert word_frequencies("") == []


# bug: counts.get(word, 0) + 1 => counts.get(word, 1) + 1
# bug: (-item[1], item[0]) => (item[1], item[0])
# bug: text.lower().split() => text.split()
# bug: counts.items() => counts.keys()
# bug: (-item[1], item[0]) => -item[1]
# bug: counts.get(word, 0) + 1 => counts.get(word, 0)
