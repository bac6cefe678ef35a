import type { Command } from "commander";
import type { ImagesResult } from "../commands/images.js";
import { makeVisible } from "../report/visible.js";
import { formatOption, type Formats } from "./formats.js";
import { runAs, type Session } from "./run.js";
import { examples } from "./text.js";

const FORMATS: Formats<ImagesResult> = new Map([
  [
    "text",
    {
      kind: "data",
      render: ({ result }) => result.references.map((reference) => `${makeVisible(reference)}\n`).join(""),
    },
  ],
]);

/** Adds the verb `images`. */
export function addImages(program: Command, session: Session): void {
  program
    .command("images")
    .argument("[pipeline]", "the pipeline whose images are printed; all pipelines without it")
    .description("Print the images that pipelines use, registry/image:tag, as the lock has them.")
    .option("--digest", "print registry/image:tag@digest")
    .option("--from-env", "read the variables of a running GoCD job instead of the project")
    .option("--pull", "let docker pull each image instead of printing it; the first that fails ends it")
    .addOption(formatOption(Array.from(FORMATS.keys())))
    .option("--repository-root <dir>", "the root of the git work tree, where .git cannot tell")
    .addHelpText(
      "after",
      examples([
        "gocd-pin images",
        "gocd-pin images deploy --digest",
        "gocd-pin images | xargs -n1 docker pull",
        "gocd-pin images --from-env --pull",
      ]),
    )
    .action(
      async (
        pipeline: string | undefined,
        options: { digest?: boolean; fromEnv?: boolean; pull?: boolean },
        command: Command,
      ) => {
        const isFromEnv = options.fromEnv === true;
        if (isFromEnv && pipeline !== undefined) {
          command.error(
            "error: option '--from-env' takes no pipeline: the job's environment is that of one",
            {
              exitCode: 2,
            },
          );
        }
        await runAs<ImagesResult>(session, command, FORMATS, async (common) => {
          const { images } = await import("../commands/images.js");
          return images(session.world, {
            ...common,
            pipeline,
            isFromEnv,
            withDigest: options.digest === true,
            isPulled: options.pull === true,
          });
        });
      },
    );
}
