import { type ExportedConfig, isXmlText, renderServerJson, renderServerXml } from "../files/export.js";
import {
  DOCKER_PLUGIN,
  type PackageOfServer,
  type RepositoryOfServer,
  type ServerProperty,
} from "../files/import/server-config.js";
import { isName, toName } from "../gocd/names.js";
import type { Declaration, Package, Repository } from "../model/declaration.js";
import { addAll, quoteText, warningAt, withoutAccepted, type Diagnostic } from "../model/diagnostic.js";
import type { Place } from "../model/source.js";
import { loadWorkspace } from "../workspace/load.js";
import { surveySources } from "../workspace/survey.js";
import type { Outcome, RunOptions } from "../workspace/world.js";

/** The declared package repositories and packages as texts for a GoCD server. */
export interface ExportResult {
  /** In the shape of `cruise-config.xml`. */
  readonly xml: string;
  /** The bodies of requests to GoCD's APIs. */
  readonly json: string;
}

/**
 * Returns the declared package repositories and packages, also those that sources declare inline, as the plugin
 * `docker-registry` has them on a GoCD server. What the plugin or GoCD does not know is a warning.
 */
export async function exportPackages(options: RunOptions): Promise<Outcome<ExportResult>> {
  const workspace = await loadWorkspace(options, { needsSources: false, resolvesConflicts: true });
  if (workspace.state === "invalid") {
    return { diagnostics: workspace.diagnostics, result: { xml: "", json: "" } };
  }
  const survey = await surveySources(workspace, { plansPinned: false });
  const diagnostics = survey.diagnostics.filter(({ severity }) => severity === "error");
  const { declarations, byKey } = workspace.catalogue;
  const inline = survey.packages.map((locked) => locked.package).filter(({ key }) => !byKey.has(key));
  const exported: ExportedConfig = {
    credentials: credentialsOf(declarations),
    repositories: declarations.map((declaration) => exportRepository(declaration, inline, diagnostics)),
  };
  return { diagnostics, result: { xml: renderServerXml(exported), json: renderServerJson(exported) } };
}

function credentialsOf(declarations: readonly Declaration[]): ExportedConfig["credentials"] {
  return declarations.flatMap(({ repository: { name, credentials } }) =>
    credentials === undefined
      ? []
      : [
          {
            repository: name,
            username: `\${${credentials.usernameVariable}}`,
            password: `\${${credentials.passwordVariable}}`,
          },
        ],
  );
}

function exportRepository(
  { repository, packages, place }: Declaration,
  inline: readonly Package[],
  diagnostics: Diagnostic[],
): RepositoryOfServer {
  const { name } = repository;
  const all = [...packages, ...inline.filter((pkg) => pkg.repository.name === name)];
  addAll(diagnostics, lostKeys(`the package repository "${name}"`, place, repositoryKeys(repository)));
  return {
    id: name,
    name,
    pluginId: DOCKER_PLUGIN,
    properties: repositoryProperties(repository),
    packages: exportedPackages(all, diagnostics),
  };
}

function repositoryProperties({ registryUrl, registryName, credentials }: Repository): ServerProperty[] {
  return [
    property("DOCKER_REGISTRY_URL", registryUrl),
    property("DOCKER_REGISTRY_NAME", registryName),
    ...(credentials === undefined
      ? []
      : [
          property("DOCKER_REGISTRY_USERNAME", `\${${credentials.usernameVariable}}`),
          property("DOCKER_REGISTRY_PASSWORD", `\${${credentials.passwordVariable}}`),
        ]),
  ];
}

function exportedPackages(packages: readonly Package[], diagnostics: Diagnostic[]): PackageOfServer[] {
  // GoCD compares the names of packages without case.
  const taken = new Set(
    packages
      .map(({ name }) => name)
      .filter(isName)
      .map((name) => name.toLowerCase()),
  );
  return packages.flatMap((pkg): PackageOfServer[] => {
    const { key, image, rule, place, id = "" } = pkg;
    const what = quoteText(key);
    const report = (lost: readonly Diagnostic[]) => {
      addAll(diagnostics, withoutAccepted(lost, pkg.accept));
    };
    report(lostKeys(what, place, packageKeys(pkg)));
    if (![rule.tagFilter, pkg.name, id].every(isXmlText)) {
      const message = `${what} is not exported: it contains a character that XML does not allow`;
      const help = "write the character as an escape of the regular expression, such as \\x01";
      report([warningAt(place, "export-lost", message, { help })]);
      return [];
    }
    const name = exportedName(pkg.name, taken);
    if (name !== pkg.name) {
      const message = `${what} is exported as ${quoteText(name)}, because GoCD rejects the name ${quoteText(pkg.name)}`;
      const help =
        "nothing to do if only variables contain the name: GoCD turns both names into the same variables";
      report([warningAt(place, "export-lost", message, { help })]);
    }
    // The plugin requires a filter.
    const filter = rule.tagFilter === "" ? ".*" : rule.tagFilter;
    return [
      { name, id, properties: [property("DOCKER_IMAGE", image), property("DOCKER_TAG_FILTER", filter)] },
    ];
  });
}

/** Returns the name itself if GoCD accepts it, else one that it accepts and that no other package has. */
function exportedName(name: string, taken: Set<string>): string {
  if (isName(name)) return name;
  const stem = toName(name).slice(0, 250);
  let free = stem;
  for (let count = 2; taken.has(free.toLowerCase()); count++) free = `${stem}-${count}`;
  taken.add(free.toLowerCase());
  return free;
}

function lostKeys(what: string, place: Place, keys: readonly string[]): readonly Diagnostic[] {
  if (keys.length === 0) return [];
  const message = `${what}: the plugin does not know ${keys.map(quoteText).join(", ")}`;
  const help = "check that the plugin chooses the tags that you expect, and can reach the registry";
  return [warningAt(place, "export-lost", message, { help })];
}

function repositoryKeys({ caFile, certFile, keyFile, insecureSkipTlsVerify }: Repository): string[] {
  return namesOf({
    ca_file: caFile !== undefined,
    cert_file: certFile !== undefined,
    key_file: keyFile !== undefined,
    insecure_skip_tls_verify: insecureSkipTlsVerify,
  });
}

/** The keys with an effect on the choice of the tag; the plugin's order is that of the policy `natural`. */
function packageKeys({ rule: { tagExclude, policy, platform, minAge, hold } }: Package): string[] {
  return namesOf({
    tag_exclude: tagExclude !== undefined,
    policy: policy.kind !== "natural" || Object.keys(policy).length > 1,
    platform: platform !== undefined,
    min_age: minAge !== undefined,
    hold: hold !== undefined,
  });
}

function namesOf(keys: Readonly<Record<string, boolean>>): string[] {
  return Object.keys(keys).filter((key) => keys[key] === true);
}

function property(key: string, value: string): ServerProperty {
  return { key, value, isEncrypted: false };
}
