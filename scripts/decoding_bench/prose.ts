/** Questions whose answers copy nothing: what drafts from the prompt cannot help with. */
export const PROSE: readonly string[] = [
  "Explain to a child why the sky is blue.",
  "How does a bicycle stay upright? Answer in two paragraphs.",
  "Describe the taste of an apple to somebody who has never eaten one.",
  "What should one think of before adopting a dog?",
  "Tell a short story about a lighthouse keeper who finds a letter.",
  "Why do some cities have underground trains and others do not?",
  "Give advice to somebody who is nervous before an examination.",
  "How is bread made, and why does it rise?",
  "Compare winter and summer in a small mountain village.",
  "What makes a piece of music sad?",
  "Describe a morning market by the sea.",
  "How did people tell the time before there were clocks?",
];
