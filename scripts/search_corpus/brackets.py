"""Functions that read text piece by piece, with mistakes that people make in them: `# bug: right => wrong`, a newline as \\n."""


def compress(text: str) -> str:
    """Write each run of a character as the character and its length: "aab" is "a2b1"."""
    result = ""
    index = 0
    while index < len(text):
        end = index
        while end < len(text) and text[end] == text[index]:
            end += 1
        result += text[index] + str(end - index)
        index = end
    return result


def test_compress():
    assert compress("aab") == "a2b1"
    assert compress("xxxx") == "x4"
    assert compress("") == ""


# bug: end < len(text) and text[end] == text[index] => text[end] == text[index]
# bug: index = end\n => index += 1\n
# bug: str(end - index) => str(index - end)
# bug: str(end - index) => end - index
# bug: index = end\n => end = index\n
# bug: end = index\n => end = 0\n
# bug: while index < len(text) => while index <= len(text)


def balanced(text: str) -> bool:
    """Say whether round and square brackets are balanced and nested rightly."""
    pairs = {")": "(", "]": "["}
    stack = []
    for char in text:
        if char in "([":
            stack.append(char)
        elif char in pairs:
            if not stack or stack.pop() != pairs[char]:
                return False
    return not stack


def test_balanced():
    assert balanced("([])") is True
    assert balanced("([)]") is False
    assert balanced("(") is False
    assert balanced("]") is False


# bug: return not stack => return True
# bug: not stack or stack.pop() => stack.pop()
# bug: != pairs[char] => == pairs[char]
# bug: return not stack => return stack
# bug: "([" => "("
# bug: return False => continue
# bug: not stack or => not stack and


def common_prefix(words: list) -> str:
    """Return the longest text that all words begin with; empty for no words."""
    if not words:
        return ""
    prefix = words[0]
    for word in words[1:]:
        while not word.startswith(prefix):
            prefix = prefix[:-1]
    return prefix


def test_common_prefix():
    assert common_prefix(["flower", "flow", "flight"]) == "fl"
    assert common_prefix([]) == ""
    assert common_prefix(["a"]) == "a"
    assert common_prefix(["x", "y"]) == ""


# bug:     if not words:\n        return ""\n => 
# bug: startswith => endswith
# bug: prefix[:-1] => prefix[1:]
# bug: while not word => if not word
# bug: words[1:] => words[:1]
# bug: return prefix => return word
# bug: prefix[:-1] => word[:-1]


def swap_case_of_vowels(text: str) -> str:
    """Swap the case of every vowel and leave the other characters."""
    return "".join(char.swapcase() if char.lower() in "aeiou" else char for char in text)


def test_swap_case_of_vowels():
    assert swap_case_of_vowels("Apple") == "applE"
    assert swap_case_of_vowels("xyz") == "xyz"
    assert swap_case_of_vowels("OUI") == "oui"


# bug: char.lower() in => char in
# bug: char.swapcase() if => char.upper() if
# bug: in "aeiou" => not in "aeiou"
# bug: else char for => else char.swapcase() for
# bug: "aeiou" => "aeiouAEIOU"[:5] + "y"


def parse_pairs(text: str) -> dict:
    """Read "a=1, b=2" into a dict from names to whole numbers; blanks around names are left out."""
    pairs = {}
    for part in text.split(","):
        if "=" not in part:
            continue
        name, value = part.split("=")
        pairs[name.strip()] = int(value)
    return pairs


def test_parse_pairs():
    assert parse_pairs("a=1, b=2") == {"a": 1, "b": 2}
    assert parse_pairs("") == {}
    assert parse_pairs(" x = 10 ,junk") == {"x": 10}


# bug: int(value) => value
# bug: name.strip() => name
# bug: continue => break
# bug: text.split(",") => text.split()
# bug: part.split("=") => part.split(",")
# bug: pairs[name.strip()] => pairs[value.strip()]
# bug: not in part => in part
