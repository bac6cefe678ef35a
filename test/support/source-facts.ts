import { createRequire } from "node:module";
import type ts from "typescript";

/** What a TypeScript source says that the architecture has rules about. Lines are counted from 1. */
export interface SourceFacts {
  readonly imports: readonly Import[];
  /** Names of the run-time's globals that it uses: doors to the world that no import shows. */
  readonly globals: readonly string[];
  /** Exported declarations without a doc comment directly above. */
  readonly undocumented: readonly string[];
  /** The names of exported declarations. */
  readonly exported: readonly string[];
  /** The names of variables and parameters. */
  readonly variables: ReadonlySet<string>;
  readonly lines: number;
}

/** One import of a source, in any form: static, dynamic, `export ... from`, `import("x").Type`. */
export interface Import {
  /** As written; undefined where a dynamic import computes it. */
  readonly specifier: string | undefined;
  readonly isTypeOnly: boolean;
}

// An import would first look for the exports of nine megabytes of CommonJS, which takes as long as the work itself.
const load: (name: "typescript") => typeof ts = createRequire(import.meta.url);
const typescript = load("typescript");

const GLOBALS = new Set(["console", "process", "fetch", "WebSocket", "globalThis", "require", "eval"]);

/** Reads the facts off a source's syntax tree. */
export function readFacts(path: string, text: string): SourceFacts {
  const source = typescript.createSourceFile(path, text, typescript.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  const globals = new Set<string>();
  const declared = new Set<string>();
  const variables = new Set<string>();
  visit(source);
  return {
    imports,
    globals: Array.from(globals).filter((name) => !declared.has(name)),
    undocumented: source.statements
      .filter((statement) => !hasDocComment(source, statement))
      .flatMap((statement) => exportedNames(source, statement)),
    exported: source.statements.flatMap((statement) => exportedNames(source, statement)),
    variables,
    lines: text.split("\n").length - (text.endsWith("\n") ? 1 : 0),
  };

  function visit(node: ts.Node): void {
    const item = importOf(node);
    if (item !== undefined) imports.push(item);
    if (typescript.isIdentifier(node) && GLOBALS.has(node.text)) {
      if (isDeclaredName(node)) declared.add(node.text);
      else if (!isMemberName(node)) globals.add(node.text);
    }
    if (isVariable(node)) variables.add(node.name.text);
    typescript.forEachChild(node, visit);
  }
}

function isVariable(node: ts.Node): node is ts.NamedDeclaration & { readonly name: ts.Identifier } {
  return (
    (typescript.isVariableDeclaration(node) ||
      typescript.isParameter(node) ||
      typescript.isBindingElement(node)) &&
    typescript.isIdentifier(node.name)
  );
}

function importOf(node: ts.Node): Import | undefined {
  if (typescript.isImportDeclaration(node)) {
    return { specifier: literal(node.moduleSpecifier), isTypeOnly: isTypeOnly(node.importClause) };
  }
  if (typescript.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    return { specifier: literal(node.moduleSpecifier), isTypeOnly: node.isTypeOnly };
  }
  if (
    typescript.isImportEqualsDeclaration(node) &&
    typescript.isExternalModuleReference(node.moduleReference)
  ) {
    return { specifier: literal(node.moduleReference.expression), isTypeOnly: node.isTypeOnly };
  }
  if (typescript.isImportTypeNode(node)) {
    const { argument } = node;
    return {
      specifier: typescript.isLiteralTypeNode(argument) ? literal(argument.literal) : undefined,
      isTypeOnly: true,
    };
  }
  if (typescript.isCallExpression(node) && node.expression.kind === typescript.SyntaxKind.ImportKeyword) {
    return { specifier: literal(node.arguments[0]), isTypeOnly: false };
  }
  return undefined;
}

function literal(node: ts.Node | undefined): string | undefined {
  return node !== undefined && typescript.isStringLiteralLike(node) ? node.text : undefined;
}

/** `import type {...}`, or `import {type A, type B}`: neither exists when the program runs. */
function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === typescript.SyntaxKind.TypeKeyword) return true;
  const bindings = clause.namedBindings;
  if (clause.name !== undefined || bindings === undefined || !typescript.isNamedImports(bindings))
    return false;
  return bindings.elements.length > 0 && bindings.elements.every((element) => element.isTypeOnly);
}

/** Whether an identifier names something that the source itself declares, and so is not the global. */
function isDeclaredName(node: ts.Identifier): boolean {
  const { parent } = node;
  const isNamed =
    typescript.isParameter(parent) ||
    typescript.isVariableDeclaration(parent) ||
    typescript.isBindingElement(parent) ||
    typescript.isFunctionDeclaration(parent) ||
    typescript.isImportClause(parent) ||
    typescript.isImportSpecifier(parent) ||
    typescript.isNamespaceImport(parent);
  return isNamed && parent.name === node;
}

/** Whether an identifier names a member or a key, and so does not use a global. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (typescript.isPropertyAccessExpression(parent)) return parent.name === node;
  if (typescript.isBindingElement(parent)) return parent.propertyName === node;
  return (
    (typescript.isPropertyAssignment(parent) ||
      typescript.isClassElement(parent) ||
      typescript.isTypeElement(parent)) &&
    parent.name === node
  );
}

function exportedNames(source: ts.SourceFile, statement: ts.Statement): string[] {
  const isExported =
    typescript.canHaveModifiers(statement) &&
    (typescript.getModifiers(statement) ?? []).some(
      ({ kind }) => kind === typescript.SyntaxKind.ExportKeyword,
    );
  if (!isExported) return [];
  if (typescript.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText(source));
  }
  return [
    typescript.isDeclarationStatement(statement) ? (statement.name?.getText(source) ?? "default") : "default",
  ];
}

function hasDocComment(source: ts.SourceFile, statement: ts.Statement): boolean {
  const { text } = source;
  const comment = typescript.getLeadingCommentRanges(text, statement.getFullStart())?.at(-1);
  if (comment === undefined || !text.startsWith("/**", comment.pos)) return false;
  return /^\r?\n$/.test(text.slice(comment.end, statement.getStart(source)));
}
