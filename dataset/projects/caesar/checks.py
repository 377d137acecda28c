from caesar import shift, unshift
assert shift("xyz!", 3) == "abc!"
assert unshift("abc!", 3) == "xyz!"
assert unshift(shift("hello there", 11), 11) == "hello there"
