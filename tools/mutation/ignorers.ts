/** A node of Babel's syntax tree, as far as it is looked at here. */
interface Node {
  type: string;
  tag?: Named;
  callee?: Named;
  name?: string;
  /** Of an ExpressionStatement, which a mutant may remove as a whole. */
  expression?: Node;
}
interface Named {
  name?: string;
  property?: { name?: string };
  object?: { property?: { name?: string }; name?: string };
}

/** Does not mutate what no test should pin: the text of SQL, which is the stores', and of log lines. */
const text = {
  shouldIgnore({ node }: { node: Node }): string | undefined {
    if (node.expression) return text.shouldIgnore({ node: node.expression });
    if (node.type === 'TaggedTemplateExpression' && node.tag?.name === 'sql') return 'SQL';
    if (node.type !== 'CallExpression') return undefined;
    const target = node.callee?.object;
    if ((target?.name ?? target?.property?.name) === 'log') return 'log line';
    if (node.callee?.name === 'invariant') return 'assertion';
    return undefined;
  },
};

export const strykerPlugins = [{ kind: 'Ignore', name: 'text', value: text }];
