/**
 * What a model that this project builds itself knows of the default language. It is part of that model's identity, and is
 * loaded where no language is.
 */
export const VOCABULARY = {
  fence: "python",
  /** Worth a token; a leading space or line break belongs to the piece. */
  pieces: [
    ...[4, 8, 12, 16].flatMap((indent) => [`\n${" ".repeat(indent - 1)}`, " ".repeat(indent - 1)]),
    ...["\n\n", "):", "()", "[]", " ==", " !=", " <=", " >=", " +=", " -=", " //", ' """', " '", ' "', " (", " ["],
    ..."def return if else elif for while in not and or is None True False import from class try except raise".split(
      " ",
    ),
    ..." return if else elif for while in not and or is None True False range len int str list dict set sum".split(" "),
    ..."self print append result value values number numbers string text item items key index count total".split(" "),
    ..."i j k n x y a b s lst left right start end the of to that function given code must test assert".split(" "),
  ].flatMap((piece) => (/^[a-z]/i.test(piece) ? [piece, ` ${piece}`] : [piece])),
};
