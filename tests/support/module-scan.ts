import { parseSync } from 'vite';

/** A place where one module names another. */
export type Reference = {
  readonly specifier: string;
  /** Whether only types are taken, so that nothing is left of it at run time. */
  readonly typeOnly: boolean;
};

/** What a module names from outside. */
export type ModuleScan = {
  readonly references: readonly Reference[];
  /** Globals that it uses as values, and members of globals as `process.env`. Every other name of it is in here too. */
  readonly names: ReadonlySet<string>;
  /** Its string literals. */
  readonly strings: readonly string[];
};

/** As the parser gives it: a type, and children by name. */
type Node = { readonly type: string; readonly [key: string]: unknown };

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/** Other names of the global object. */
const GLOBAL_OBJECTS = new Set(['globalThis', 'self', 'window']);

/** Type syntax with a value inside. */
const VALUE_WRAPPERS = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
]);

/**
 * Reads what a TypeScript or JavaScript module refers to: static, dynamic and type imports, re-exports, workers by URL.
 *
 * @throws {Error} when it does not parse, or imports by a name that is computed: a check that sees nothing must fail.
 */
export function scanModule(path: string, source: string): ModuleScan {
  const parsed = parseSync(path, source);
  if (parsed.errors.length > 0) throw new Error(`${path}: ${parsed.errors[0]?.message ?? 'does not parse'}`);
  const references: Reference[] = [];
  const names = new Set<string>();
  const strings: string[] = [];

  const refer = (from: unknown, typeOnly: boolean): void => {
    const literal = isNode(from) && from.type === 'TSLiteralType' ? from['literal'] : from;
    const specifier = isNode(literal) ? literal['value'] : undefined;
    if (typeof specifier !== 'string') throw new Error(`${path}: an import by a computed name`);
    references.push({ specifier, typeOnly });
  };

  const visit = (node: Node, inType: boolean): void => {
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
      case 'ExportNamedDeclaration':
        if (isNode(node['source'])) refer(node['source'], takesOnlyTypes(node));
        break;
      case 'ImportExpression':
        refer(node['source'], false);
        break;
      case 'TSImportType':
        refer(node['source'] ?? node['argument'], true);
        break;
      case 'Literal':
        if (typeof node['value'] === 'string') strings.push(node['value']);
        break;
      case 'MemberExpression':
        if (!inType) nameMember(node, names);
        break;
      case 'Identifier':
        if (!inType && typeof node['name'] === 'string') names.add(node['name']);
        break;
    }
    for (const [key, child] of Object.entries(node)) {
      if (isOwnName(node, key)) continue;
      const childInType =
        inType || (node.type.startsWith('TS') && !(VALUE_WRAPPERS.has(node.type) && key === 'expression'));
      for (const item of Array.isArray(child) ? child : [child]) if (isNode(item)) visit(item, childInType);
    }
  };
  visit(parsed.program as unknown as Node, false);
  return { references, names, strings };
}

/** `import type` and `export type`. Braces in which every name is marked leave an import behind at run time. */
const takesOnlyTypes = (node: Node): boolean =>
  node['importKind'] === 'type' || node['exportKind'] === 'type';

/** Names `object.member`, and `member` alone where the object is the global one. */
function nameMember({ object, property, computed }: Node, names: Set<string>): void {
  if (!isNode(object) || !isNode(property) || computed === true || object.type !== 'Identifier') return;
  names.add(`${String(object['name'])}.${String(property['name'])}`);
  if (GLOBAL_OBJECTS.has(String(object['name']))) names.add(String(property['name']));
}

/** Whether this child is a name that the module gives itself: a member, a key, an imported or exported name. */
function isOwnName(node: Node, key: string): boolean {
  if (key === 'property' && node.type === 'MemberExpression') return node['computed'] !== true;
  if (key === 'key') return node['computed'] !== true && node['shorthand'] !== true;
  return (key === 'imported' || key === 'exported') && node.type.endsWith('Specifier');
}
