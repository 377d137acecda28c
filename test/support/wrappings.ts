/** Ways in which models wrap a program in an answer, each a function of the program: `wrap` and get it back. */

/** What a wrapping is given. */
export interface Wrapped {
  /** The right program, without a line break at its end. */
  readonly code: string;
  /** The program as the task has it. */
  readonly bug: string;
  /** A call of it, on one line. */
  readonly call: string;
}

type Wrapping = (wrapped: Wrapped) => string;
type Table = Readonly<Record<string, Wrapping>>;

const fence = (code: string, label = "python", mark = "```"): string => `${mark}${label}\n${code}\n${mark}`;
const OUTRO = "The loop began one too late, and so the first element was lost.";

const labelled = Object.fromEntries(
  [
    ...[
      "python",
      "py",
      "Python",
      "PYTHON",
      "python3",
      "Python3.11",
      "py3",
      "pypy3",
      "cpython",
      "micropython",
      "",
      "code",
    ],
    ...[
      "text",
      "txt",
      "plaintext",
      "main.py",
      "src/solution.py",
      "{.python}",
      "python title=a.py",
      "Python 3",
      "snippet",
    ],
    ...[" python", "python ", "python:main.py", "fixed", "solution", "tool_code"],
  ].map((label): [string, Wrapping] => [
    `a block labelled "${label}"`,
    ({ code }) => `Fixed:\n\n${fence(code, label)}\n`,
  ]),
);

const fences: Table = {
  "a block alone": ({ code }) => fence(code),
  "a block of tildes": ({ code }) => fence(code, "python", "~~~"),
  "a block of four backticks": ({ code }) => fence(code, "python", "````"),
  "a block in a list": ({ code }) => `1. The fix:\n   ${fence(code).replace(/\n/g, "\n   ")}\n2. ${OUTRO}`,
  "a block in a block": ({ code }) => `\`\`\`markdown\nThe fix:\n${fence(code)}\n\`\`\`\n`,
  "a block that opens behind a sentence": ({ code }) => `Here is the fix: ${fence(code)}\n${OUTRO}`,
};

const closings: Table = {
  "glued to the code": ({ code }) => `\`\`\`python\n${code}\`\`\``,
  "glued, then prose": ({ code }) => `\`\`\`python\n${code}\`\`\`\n\n${OUTRO}`,
  "glued, prose on the same line": ({ code }) => `\`\`\`python\n${code}\`\`\` ${OUTRO}`,
  "glued, then another block": ({ code, call }) => `\`\`\`python\n${code}\`\`\`\nTry it:\n${fence(call)}`,
  "prose on its line": ({ code }) => `${fence(code)} ${OUTRO}`,
  "words, then another block": ({ code, call }) => `${fence(code)} and to see it:\n\n${fence(call)}\n${OUTRO}`,
  "a bracket on its line": ({ code }) => `(as follows:\n${fence(code)})`,
  "a full stop, and four fences": ({ code }) => `${fence(code, "python", "````")}.\n${OUTRO}`,
  "a comma and tildes": ({ code }) => `${fence(code, "py", "~~~")}, that is all.`,
  "a tag on its line": ({ code }) => `<answer>\n${fence(code)}</answer>`,
  "longer than what it closes": ({ code }) => `\`\`\`python\n${code}\n\`\`\`\`\n${OUTRO}`,
  "none at all": ({ code }) => `\`\`\`python\n${code}`,
  "none, then prose": ({ code }) => `\`\`\`python\n${code}\n\n${OUTRO}`,
  "none, then a list": ({ code }) => `\`\`\`python\n${code}\n\n- \`best\` holds the best.\n* It begins anew.\n\nDone`,
  "none, then another block": ({ code, call }) => `\`\`\`python\n${code}\n\n${OUTRO}\n\n${fence(call)}`,
  "alone below bare code": ({ code }) => `${code}\n\`\`\``,
  "alone, then prose": ({ code }) => `${code}\n\`\`\`\n\n${OUTRO}`,
  "alone, then a whole block": ({ code, call }) => `${code}\n\`\`\`\nA try:\n${fence(call)}`,
  "alone, then an unlabelled block": ({ code, call }) => `${code}\n\`\`\`\nA try:\n${fence(call, "")}`,
  "alone and glued": ({ code }) => `${code}\`\`\``,
};

const bare: Table = {
  "nothing around it": ({ code }) => code,
  "prose around it": ({ code }) => `Sure, here it is:\n\n${code}\n\n${OUTRO}`,
  "rulers around it": ({ code }) => `The bounds were wrong.\n\n-----\n\n${code}\n\n-----\n\n${OUTRO}`,
  "other rulers": ({ code }) => `Solution\n========\n${code}\n***\nExplanation:\n\n1. Read it.\n2. Count it.`,
  "headings around it": ({ code }) => `## Fixed code\n\n${code}\n\n## Why\n\n${OUTRO}`,
  "indented as Markdown does": ({ code }) => `The fix:\n\n    ${code.replace(/\n(?=.)/g, "\n    ")}\n\n${OUTRO}`,
  "tags around it": ({ code }) => `<code>\n${code}\n</code>`,
};

const unseen: Table = {
  "a byte order mark": ({ code }) => `\ufeff${fence(code)}`,
  "a byte order mark before the code": ({ code }) => `\`\`\`python\n\ufeff${code}\n\`\`\``,
  "a space of no width before a fence": ({ code }) => `Fix:\n\u200b${fence(code)}`,
  "a joiner before bare code": ({ code }) => `\u2060${code}`,
  "one behind the label": ({ code }) => `\`\`\`python\u200b\n${code}\n\`\`\`\u200b`,
  "Windows line ends": ({ code }) => fence(code).replace(/\n/g, "\r\n"),
  "both, bare": ({ code }) => `\ufeff${code.replace(/\n/g, "\r\n")}`,
  "spaces that do not break": ({ code }) =>
    `\`\`\`python\n${code.replace(/^ +/gm, (it) => "\u00a0".repeat(it.length))}\n\`\`\``,
};

const blocks: Table = {
  "a demonstration after": ({ code, call }) => `${fence(code)}\n\nFor example:\n\n${fence(`print(${call})`)}`,
  "a test after": ({ code, call }) =>
    `${fence(code)}\nChecked:\n${fence(`def test_it():\n    assert ${call}\n\n\ntest_it()`)}`,
  "its import in a demonstration": ({ code, call }) =>
    `${fence(code)}\nThen:\n${fence(`from fixed import ${call.split("(")[0]}\n\nprint(${call})`)}`,
  "output after": ({ code }) => `${fence(code)}\nIt prints:\n\`\`\`\n3\nTrue\n\`\`\``,
  "a shell after": ({ code }) => `${fence(code)}\n\`\`\`bash\npython3 main.py\n\`\`\``,
  "the bug first": ({ code, bug }) => `You wrote:\n${fence(bug)}\nIt should be:\n${fence(code)}`,
  "the bug last": ({ code, bug }) => `${fence(code)}\n\nThe old code was:\n\n${fence(bug)}`,
  "the bug last, with a comment": ({ code, bug }) =>
    `${fence(code)}\nInstead of:\n${fence(bug.replace(/$/, "  # <-- wrong"))}`,
  "the bug last, unfenced": ({ code, bug }) => `${fence(code)}\n\nThe old code was:\n\n${bug}\n`,
  "a line of the bug last": ({ code, bug }) => `${fence(code)}\nI replaced:\n${fence(bug.split("\n").at(-1) ?? "")}`,
  "a list of changes after": ({ code }) => `${fence(code)}\n\`\`\`diff\n- gap = 0\n+ gap = 1\n\`\`\``,
};

const DRAFT = "Perhaps:\n```python\ndef draft(x):\n    return x\n```\nNo.";
const TAGS = [
  "think",
  "thinking",
  "Thought",
  "REASONING",
  "reasoning_content",
  "antThinking",
  "reflection",
  "analysis",
];

const thinking: Table = {
  ...Object.fromEntries(
    TAGS.flatMap((tag): [string, Wrapping][] => [
      [`<${tag}>, then a block`, ({ code }) => `<${tag}>\n${DRAFT}\n</${tag}>\n\n${fence(code)}`],
      [`<${tag}>, then bare code`, ({ code, bug }) => `<${tag}>${fence(bug)}\nNo.</${tag}>\n${code}`],
    ]),
  ),
  "[THINK]": ({ code, bug }) => `[THINK]${fence(bug)}\nNo.[/THINK]${code}`,
  "◁think▷": ({ code, bug }) => `◁think▷${fence(bug)}◁/think▷\n${code}`,
  nested: ({ code, bug }) => `<think>\n<think>\n${fence(bug)}\n</think>\n${fence(bug)}\n</think>\n${code}`,
  "opened twice, closed once": ({ code, bug }) => `<think>\n<think>\n${fence(bug)}\n</think>\n${code}`,
  "closed by another tag": ({ code, bug }) => `<think>\n${fence(bug)}\n</thinking>\n${code}`,
  "begun by the template": ({ code, bug }) => `All of it?\n${fence(bug)}\nNo.\n</think>\n${code}`,
  "with an open block in it": ({ code }) => `<think>\n\`\`\`python\ndef draft(\n</think>\n\`\`\`\n${code}\n\`\`\``,
  "after the code": ({ code, bug }) => `${fence(code)}\n<think>Or\n${fence(bug)}\n`,
  channels: ({ code, bug }) =>
    `<|channel|>analysis<|message|>${fence(bug)}<|end|><|start|>assistant<|channel|>final<|message|>${code}<|return|>`,
};

const tokens: Table = Object.fromEntries(
  ["<|im_end|>", "<|endoftext|>", "</s>", "<|eot_id|>", "<end_of_turn>", "<｜end▁of▁sentence｜>", "[/INST]"].flatMap(
    (token): [string, Wrapping][] => [
      [`${token} glued to bare code`, ({ code }) => `${code}${token}`],
      [`${token} behind the fence`, ({ code }) => `${fence(code)}${token}`],
      [
        `${token} and the next turn`,
        ({ code, bug }) => `${fence(code)}\n${token}User: and now?\nAssistant: ${fence(bug)}`,
      ],
    ],
  ),
);

const roles: Table = {
  "a role first": ({ code }) => `<|im_start|>assistant\n${fence(code)}\n<|im_end|>`,
  "a header first": ({ code }) => `<|start_header_id|>assistant<|end_header_id|>\n\n${code}<|eot_id|>`,
};

export const WRAPPINGS: Readonly<Record<string, Table>> = {
  ...{ label: labelled, fence: fences, "closing fence": closings, bare, unseen, blocks, thinking, tokens, roles },
};
