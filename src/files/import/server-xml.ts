import { SaxesParser } from "saxes";
import { errorAt, errorIn, quoteText, type Diagnostic } from "../../model/diagnostic.js";
import type { SourceFile } from "../../model/source.js";
import type { PackageOfServer, RepositoryOfServer, ServerProperty, ServerReading } from "./server-config.js";

/** An XML element below `<repositories>`. */
interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** Ends the parsing of a text at its first problem. */
class XmlProblem extends Error {
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

const HELP = "save the cruise-config.xml of the GoCD server again (Admin > Config XML), and name it";

/**
 * Reads the package repositories of a `cruise-config.xml` (`cruise/repositories/repository`). A DTD is an error, so there
 * are no entities but those of XML itself. Messages never show the text, which contains credentials.
 */
export function readServerXml(file: SourceFile): ServerReading {
  if (/^\s*<(?:!doctype html|html)[\s>]/i.test(file.text)) {
    const message = "the file is an HTML page, probably the login page of a server";
    const help = "log in, or use an access token, and save the configuration again";
    return { problem: errorIn(file.path, "import-document", message, { help }) };
  }
  try {
    const repositories = parseRepositories(file).flatMap((list) => childrenOf(list, "repository"));
    return { config: { repositories: repositories.map(readRepositoryElement), packages: [] } };
  } catch (error) {
    if (error instanceof XmlProblem) return { problem: error.diagnostic };
    throw error;
  }
}

/** Returns the elements `cruise/repositories`, without parsing the rest of the file into elements. */
function parseRepositories(file: SourceFile): readonly Element[] {
  const parser = new SaxesParser();
  const lists: Element[] = [];
  const names: string[] = [];
  const open: Element[] = [];
  let isComplete = false;
  const fail = (message: string): never => {
    throw new XmlProblem(problemAt(file, parser.position, message));
  };
  parser.on("doctype", () => fail("the XML has a DTD, which gocd-pin does not read"));
  parser.on("error", (error) => {
    // The message starts with line and column.
    const reason = error.message.replace(/^(?:\d+:\d+: )/, "").replace(/\.$/, "");
    if (reason === "undefined entity") fail("the XML uses an entity, which gocd-pin does not resolve");
    const isCut = isComplete || parser.position >= file.text.length;
    const message = isCut ? "the XML is truncated" : "the file is not valid XML";
    fail(`${message}: ${reason.replace(/^unclosed tag: (.*)$/, 'the element "$1" has no end')}`);
  });
  parser.on("opentag", ({ name, attributes }) => {
    if (names.length === 0 && name !== "cruise") {
      fail(`the XML is not a configuration of a GoCD server: its root is ${quoteText(name)}, not "cruise"`);
    }
    const isList = names.length === 1 && name === "repositories";
    const parent = open.at(-1);
    if (isList || parent !== undefined) {
      const element: Element = { name, attributes, children: [], text: "" };
      (parent?.children ?? lists).push(element);
      open.push(element);
    }
    names.push(name);
  });
  parser.on("closetag", () => {
    names.pop();
    open.pop();
  });
  const addText = (text: string) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.write(file.text);
  isComplete = true;
  parser.close();
  return lists;
}

/** The place has the columns of the text but not its characters: a line of the file may contain a credential. */
function problemAt(file: SourceFile, position: number, message: string): Diagnostic {
  const at = Math.min(Math.max(position - 1, 0), file.text.length);
  const hidden = {
    path: file.path,
    text: file.text.slice(0, at).replace(/[^\r\n]+/g, (line) => " ".repeat(line.length)),
  };
  return errorAt({ file: hidden, span: { start: at, end: at } }, "import-document", message, { help: HELP });
}

function readRepositoryElement(element: Element): RepositoryOfServer {
  const [plugin] = childrenOf(element, "pluginConfiguration");
  return {
    name: element.attributes["name"] ?? "",
    id: element.attributes["id"] ?? "",
    pluginId: plugin?.attributes["id"] ?? "",
    properties: readPropertyElements(element),
    packages: childrenOf(element, "packages")
      .flatMap((packages) => childrenOf(packages, "package"))
      .map((pkg): PackageOfServer => ({
        name: pkg.attributes["name"] ?? "",
        id: pkg.attributes["id"] ?? "",
        properties: readPropertyElements(pkg),
      })),
  };
}

function readPropertyElements(element: Element): ServerProperty[] {
  return childrenOf(element, "configuration")
    .flatMap((configuration) => childrenOf(configuration, "property"))
    .map((property) => ({
      key: childrenOf(property, "key")[0]?.text ?? "",
      value: childrenOf(property, "value")[0]?.text ?? "",
      isEncrypted: childrenOf(property, "encryptedValue").length > 0,
    }));
}

function childrenOf({ children }: Element, name: string): Element[] {
  return children.filter((child) => child.name === name);
}
