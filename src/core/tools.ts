/** What a model that calls tools may do about a task; the agent carries it out. */

/** A tool as servers and chat templates are told of it: OpenAI's form, with a JSON schema of its arguments. */
export interface ToolSpec {
  readonly type: "function";
  readonly function: {
    readonly name: ToolName;
    readonly description: string;
    readonly parameters: Readonly<Record<string, unknown>>;
  };
}

export const TOOL_NAMES = ["run_tests", "read_task", "submit"] as const;
export type ToolName = (typeof TOOL_NAMES)[number];

const program = (description: string) => ({
  type: "object",
  properties: { code: { type: "string", description } },
  required: ["code"],
});

export const TOOLS: readonly ToolSpec[] = [
  tool("run_tests", "Runs the tests on a program and says what failed.", program("the whole corrected program")),
  tool("read_task", "Says again what the function must do, and shows the code to repair.", {
    type: "object",
    properties: {},
  }),
  tool("submit", "Hands in a program as the answer. Nothing can be changed after it.", program("the whole program")),
];

function tool(name: ToolName, description: string, parameters: ToolSpec["function"]["parameters"]): ToolSpec {
  return { type: "function", function: { name, description, parameters } };
}
