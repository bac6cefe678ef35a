import type { Command } from "commander";
import type { ImagesResult } from "../commands/images.js";
import { makeVisible } from "../report/visible.js";
import { formatOption, type Formats } from "./formats.js";
import { runAs, type Session } from "./run.js";
import { rejectUsage } from "./usage.js";
import { examples } from "./help.js";

const FORMATS: Formats<ImagesResult> = new Map([
  [
    "text",
    {
      kind: "data",
      render: ({ result }) => result.references.map((reference) => `${makeVisible(reference)}\n`).join(""),
    },
  ],
]);

/** Adds `gocd-pin images`: its options, examples and output. */
export function addImages(program: Command, session: Session): void {
  program
    .command("images")
    .argument("[pipeline]", "print only the images of this pipeline")
    .description("Print the pinned images of the pipelines as registry/image:tag, one per line.")
    .option("--digest", "print registry/image:tag@digest")
    .option("--from-env", "read the environment variables of a running GoCD job instead of the project")
    .option("--pull", "run `docker pull` for each image instead of printing it; stop at the first that fails")
    .addOption(formatOption(Array.from(FORMATS.keys())))
    .option("--repository-root <dir>", "the root of the git work tree, if there is no .git folder")
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
          rejectUsage(
            command,
            'option "--from-env" cannot be used with a pipeline: a job has the variables of its own pipeline only',
            "remove the pipeline, or the option",
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
