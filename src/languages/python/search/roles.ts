/** What an expression is there for: the condition of a loop, the bound of a slice, an argument. */
import type { SyntaxNode } from "@lezer/common";
import { binaryParts, childrenOf, isComparison } from "./syntax.ts";

export const ROLES = [
  "return",
  "assigned",
  "update",
  "target",
  "if_test",
  "while_test",
  "for_iterable",
  "argument",
  "keyword_argument",
  "receiver",
  "subscripted",
  "callee",
  "index",
  "slice_bound",
  "operand",
  "compared",
  "bool_operand",
  "negated",
  "conditional_test",
  "conditional_branch",
  "element",
  "comprehension_element",
  "comprehension_iterable",
  "comprehension_filter",
  "lambda_body",
  "formatted",
  "effect",
  "other",
] as const;
export type Role = (typeof ROLES)[number];

/**
 * The role of each child of a node; undefined for punctuation and for what is never edited: parameters, annotations,
 * names of keywords.
 *
 * @param own the node's own role, which its parentheses pass on
 */
export function childRoles(node: SyntaxNode, code: string, own: Role = "other"): (Role | undefined)[] {
  const children = childrenOf(node);
  const rule = RULES[node.name];
  return children.map((child, index) => {
    if (/^\W+$|^(TypeDef|ParamList|PropertyName|AssignOp|UpdateOp|CompareOp|ArithOp|BitOp)$/.test(child.name)) {
      return undefined;
    }
    if (/^[a-z]+$/.test(child.name)) return undefined;
    return rule === undefined ? "other" : rule({ node, child, children, index, code, own });
  });
}

interface Seat {
  readonly node: SyntaxNode;
  readonly child: SyntaxNode;
  readonly children: readonly SyntaxNode[];
  readonly index: number;
  readonly code: string;
  readonly own: Role;
}
type Rule = (seat: Seat) => Role | undefined;

const always =
  (role: Role): Rule =>
  () =>
    role;

const before = ({ children, index }: Seat, name: string): boolean =>
  children.slice(index + 1).some((it) => it.name === name);
const after = ({ children, index }: Seat, name: string): boolean =>
  children.slice(0, index).some((it) => it.name === name);

/** The last of the given words before a child: in which clause it stands. */
function clause({ children, index }: Seat, ...words: string[]): string | undefined {
  return children
    .slice(0, index)
    .map((it) => it.name)
    .findLast((name) => words.includes(name));
}

const ofComprehension: Rule = (seat) => {
  const word = clause(seat, "for", "in", "if");
  if (word === undefined) return "comprehension_element";
  return word === "for" ? "target" : word === "in" ? "comprehension_iterable" : "comprehension_filter";
};

const RULES: Readonly<Record<string, Rule>> = {
  ReturnStatement: always("return"),
  AssignStatement: (seat) => (before(seat, "AssignOp") || !after(seat, "AssignOp") ? "target" : "assigned"),
  UpdateStatement: (seat) => (seat.index === 0 ? "target" : "update"),
  ExpressionStatement: always("effect"),
  IfStatement: always("if_test"),
  WhileStatement: always("while_test"),
  ForStatement: (seat) => (clause(seat, "for", "in") === "for" ? "target" : "for_iterable"),
  FunctionDefinition: () => undefined,
  ImportStatement: () => undefined,
  ScopeStatement: () => undefined,
  ClassDefinition: () => undefined,
  DeleteStatement: always("target"),
  CallExpression: (seat) => (seat.index === 0 ? "callee" : "argument"),
  ArgList: (seat) => {
    if (seat.children.some((it) => it.name === "for")) return ofComprehension(seat);
    if (seat.children[seat.index + 1]?.name === "AssignOp") return undefined;
    return seat.children[seat.index - 1]?.name === "AssignOp" ? "keyword_argument" : "argument";
  },
  MemberExpression: (seat) => {
    const isSubscript = seat.children.some((it) => it.name === "[");
    if (seat.index === 0) return isSubscript ? "subscripted" : "receiver";
    return seat.children.some((it) => it.name === ":") ? "slice_bound" : "index";
  },
  BinaryExpression: ({ node, code }) => {
    const operator = binaryParts(node, code)?.operator.text ?? "";
    if (operator === "and" || operator === "or") return "bool_operand";
    return isComparison(operator) ? "compared" : "operand";
  },
  UnaryExpression: ({ node }) => (node.firstChild?.name === "not" ? "negated" : "operand"),
  ConditionalExpression: (seat) => (clause(seat, "if", "else") === "if" ? "conditional_test" : "conditional_branch"),
  ParenthesizedExpression: ({ own }) => own,
  TupleExpression: always("element"),
  ArrayExpression: always("element"),
  SetExpression: always("element"),
  DictionaryExpression: always("element"),
  ComprehensionExpression: ofComprehension,
  ArrayComprehensionExpression: ofComprehension,
  SetComprehensionExpression: ofComprehension,
  DictionaryComprehensionExpression: ofComprehension,
  LambdaExpression: always("lambda_body"),
  FormatString: always("formatted"),
  FormatReplacement: always("formatted"),
};
