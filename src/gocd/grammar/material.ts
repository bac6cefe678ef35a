import { OPTIONS } from "./job.js";
import { boolean, copied, ownText, structure, text, type Key, type Shape } from "./shape.js";

/** The material types of GoCD's JSON format (MaterialTypeAdapter). */
export type MaterialKind =
  "git" | "svn" | "hg" | "dependency" | "plugin" | "package" | "p4" | "tfs" | "configrepo";

/** One kind of material: the keys that the server looks at, besides `type` (the CRMaterial types). */
export interface MaterialShape extends Shape {
  readonly kind: MaterialKind;
  /** The keys that make a material this kind, each on its own; without one, `type` must name the kind. */
  readonly selectors: readonly string[];
  /** The key that replaces the selector in a material with `type`. */
  readonly withType?: string;
  /** Whether an agent checks the material out. */
  readonly isScm: boolean;
}

const FILTERS = {
  ignore: patterns(
    "Ignore",
    "Patterns of paths. A change of these files only does not trigger the pipeline.",
  ),
  blacklist: patterns("Ignore", "The deprecated name of `ignore`.", { replacedBy: "ignore" }),
  includes: patterns(
    "Includes",
    "Patterns of paths. Only a change of one of these files triggers the pipeline.",
    {
      since: 10,
    },
  ),
  whitelist: patterns("Includes", "The deprecated name of `includes`.", { replacedBy: "includes" }),
};
const DESTINATION = {
  destination: copied(
    "Destination",
    "The folder to check out into, relative to the working directory. It is required if the pipeline has another SCM material.",
  ),
};
const AUTO_UPDATE =
  "Whether GoCD polls the repository for changes. It must be the same wherever the repository is used.";
const SCM = {
  ...DESTINATION,
  auto_update: boolean("Auto update", `${AUTO_UPDATE} The default is true.`),
  username: copied("User name", "The user name to log in with."),
  password: copied("Password", "The password in plain text. Prefer `encrypted_password`."),
  encrypted_password: copied("Encrypted password", "The password, encrypted by the GoCD server (AES:...)."),
  ...FILTERS,
};
/** Perforce and TFS differ: Gson skips the initializer of a class without a no-argument constructor. */
const SCM_NOT_POLLED = {
  ...SCM,
  auto_update: boolean("Auto update", `${AUTO_UPDATE} The default is false.`),
};
const SCM_SINCE_5 = {
  ...SCM,
  username: { ...SCM.username, since: 5 },
  password: { ...SCM.password, since: 5 },
  encrypted_password: { ...SCM.encrypted_password, since: 5 },
};

/** The keys of the plugin of a new SCM. The server checks neither. */
export const SCM_PLUGIN: Shape = {
  title: "SCM plugin",
  description: "The SCM plugin that checks the material out.",
  noun: "the plugin of an SCM",
  home: "below the material's `plugin_configuration`",
  keys: {
    id: text("Id", "The id of the plugin.", { isRequired: true }),
    version: text("Version", "The version of the plugin's configuration."),
  },
};

/**
 * MaterialTransform, in the order in which it looks at the selectors: of several, the last one in this table wins.
 */
export const MATERIALS: Readonly<Record<MaterialKind, MaterialShape>> = {
  git: {
    ...material("git", "Git material", "A git repository.", {
      git: selector("Git URL", "The URL of the git repository."),
      url: url("Git"),
      branch: copied(
        "Branch",
        "The branch, or a refspec such as refs/pull/1/head:pr. The default is master.",
      ),
      shallow_clone: boolean("Shallow clone", "Whether agents fetch only the newest commits."),
      ...SCM_SINCE_5,
    }),
    selectors: ["git"],
    withType: "url",
    isScm: true,
  },
  svn: {
    ...material("svn", "Subversion material", "A Subversion repository.", {
      svn: selector("Subversion URL", "The URL of the Subversion repository."),
      url: url("Subversion"),
      check_externals: boolean(
        "Check externals",
        "Whether GoCD also polls the repositories in svn:externals.",
      ),
      ...SCM,
    }),
    selectors: ["svn"],
    withType: "url",
    isScm: true,
  },
  hg: {
    ...material("hg", "Mercurial material", "A Mercurial repository.", {
      hg: selector("Mercurial URL", "The URL of the Mercurial repository."),
      url: url("Mercurial"),
      branch: copied("Branch", "The branch. The default is the branch default.", { since: 5 }),
      ...SCM_SINCE_5,
    }),
    selectors: ["hg"],
    withType: "url",
    isScm: true,
  },
  dependency: {
    ...material("dependency", "Dependency material", "A stage of an upstream pipeline.", {
      pipeline: selector("Upstream pipeline", "The name of the upstream pipeline.", { isRequired: true }),
      stage: copied("Upstream stage", "The stage of the upstream pipeline that triggers this pipeline.", {
        isRequired: true,
      }),
      ignore_for_scheduling: boolean(
        "Ignore for scheduling",
        "Whether the upstream stage does not trigger this pipeline. Its artifacts can still be fetched.",
        { since: 9 },
      ),
    }),
    selectors: ["pipeline"],
    isScm: false,
  },
  plugin: {
    ...material("plugin", "SCM plugin material", "A repository that an SCM plugin checks out.", {
      scm: selector("SCM id", "The id of an SCM that is configured on the GoCD server."),
      plugin_configuration: structure(
        "SCM plugin",
        "The plugin of an SCM that is defined here.",
        "scmConfiguration",
        { needsValue: true },
      ),
      ...OPTIONS.keys,
      ...DESTINATION,
      ...FILTERS,
    }),
    selectors: ["scm", "plugin_configuration"],
    isScm: true,
  },
  package: {
    ...material("package", "Package material", "A package of a package repository.", {
      package: structure(
        "Package",
        "The package: <repository>/<package> or a mapping in the sources of gocd-pin, or the id of a package of the GoCD server.",
        "package",
        { isRequired: true },
      ),
    }),
    selectors: ["package"],
    isScm: false,
  },
  p4: {
    ...material("p4", "Perforce material", "A Perforce depot.", {
      p4: selector("Perforce port", "The Perforce server: [protocol:][host:]port."),
      port: copied(
        "Perforce port",
        "The Perforce server, in a material with `type`: [protocol:][host:]port.",
        {
          needsValue: true,
        },
      ),
      view: copied("View", "The view of the Perforce client.", { isRequired: true }),
      use_tickets: boolean("Use tickets", "Whether GoCD logs in with tickets."),
      ...SCM_NOT_POLLED,
    }),
    selectors: ["p4"],
    withType: "port",
    isScm: true,
  },
  tfs: {
    ...material("tfs", "TFS material", "A project of a Team Foundation Server.", {
      url: copied("TFS URL", "The URL of the project collection.", { isRequired: true }),
      domain: copied("Domain", "The domain of the user."),
      project: copied("Project", "The path of the project in the collection.", { isRequired: true }),
      ...SCM_NOT_POLLED,
      username: { ...SCM.username, isRequired: true },
    }),
    selectors: [],
    isScm: true,
  },
  configrepo: {
    ...material("configrepo", "Config repo material", "The config repo that contains this file.", {
      ...DESTINATION,
      ...FILTERS,
    }),
    selectors: [],
    isScm: true,
  },
};

/** The key that names the kind of a material which has no selector. */
export const MATERIAL_TYPE: Key = text("Type", "The kind of the material.");

/** The keys of all kinds; the selectors first, because they are the likeliest when "did you mean" lists them. */
const KEYS_OF_KINDS = (() => {
  const shapes = Object.values(MATERIALS);
  const isSelector = (key: string) => shapes.some(({ selectors }) => selectors.includes(key));
  const entries = shapes.flatMap(({ keys }) => Object.entries(keys));
  return Object.fromEntries([...entries.filter(([key]) => isSelector(key)), ...entries]);
})();

/** The keys that the plugin reads in any material; which of them have an effect depends on its kind. */
export const MATERIAL: Shape = {
  title: "Material",
  description: "What the pipeline works on: a repository, a package, or a stage of an upstream pipeline.",
  noun: "a material",
  home: "below the material's name under `materials`",
  keys: {
    type: MATERIAL_TYPE,
    ...KEYS_OF_KINDS,
    name: ignored("Name", "The plugin does not read it: the key under `materials` is the name."),
    scm_id: ignored("SCM id", "The plugin does not read it: `scm` holds the id."),
    package_id: ignored("Package id", "The plugin does not read it: `package` holds the id."),
  },
  hints: {
    filter: "write `ignore:` or `includes:` with a list of patterns, without `filter:` around it",
    exclude: "write `ignore:`",
    excludes: "write `ignore:`",
    include: "write `includes:`",
    ...Object.fromEntries(
      ["tag_filter", "tag_exclude", "policy", "hold", "min_age", "platform"].map((key) => [
        key,
        `write "${key}" in the declaration of the package, or inline: package: {repository: ..., image: ..., ${key}: ...}`,
      ]),
    ),
  },
};

function material(
  kind: MaterialKind,
  title: string,
  description: string,
  keys: Shape["keys"],
): Shape & { readonly kind: MaterialKind } {
  return {
    kind,
    title,
    description,
    noun: `a material of type ${kind}`,
    home: "below the material's name under `materials`",
    keys,
  };
}

function selector(title: string, description: string, details: { readonly isRequired?: true } = {}): Key {
  return text(title, description, { needsValue: true, ...details });
}

function url(repository: string): Key {
  const description = `The URL of the ${repository} repository, in a material with \`type\`.`;
  return copied(`${repository} URL`, description, { needsValue: true });
}

function patterns(
  title: string,
  description: string,
  details: { readonly since?: number; readonly replacedBy?: string } = {},
): Key {
  return structure(title, description, "patterns", { needsValue: true, ...details });
}

function ignored(title: string, description: string): Key {
  return ownText(title, description, { isIgnored: true });
}
