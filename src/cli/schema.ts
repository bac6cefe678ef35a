import { Argument, type Command } from "commander";
import type { SchemaFile, SchemaResult } from "../commands/schema.js";
import { examples } from "./help.js";
import type { Formats } from "./formats.js";
import { runAs, type Session } from "./run.js";

const FORMATS: Formats<SchemaResult> = new Map([
  ["json", { kind: "data", render: ({ result }) => result.text }],
]);

const FILES: readonly SchemaFile[] = ["project", "lock", "manifest", "gocd"];

/** Adds `gocd-pin schema`: its argument, examples and output. */
export function addSchema(program: Command, session: Session): void {
  program
    .command("schema")
    .addArgument(
      new Argument("[file]", "the file that the schema describes").choices(FILES).default("project"),
    )
    .description(
      "Print the JSON Schema of the project file, the lock, the manifest or a GoCD file, for editors.",
    )
    .addHelpText(
      "after",
      examples(["gocd-pin schema", "gocd-pin schema gocd --output .gocd-pin/gocd-yaml.schema.json"]),
    )
    .action(async (file: SchemaFile, _options: unknown, command: Command) => {
      await runAs<SchemaResult>(session, command, FORMATS, async () => {
        const { schema } = await import("../commands/schema.js");
        return schema(file);
      });
    });
}
