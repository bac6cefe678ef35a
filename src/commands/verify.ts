import type { Declaration, Package, Repository, RepositoryPlaces } from "../model/declaration.js";
import type { Diagnostic } from "../model/diagnostic.js";
import type { QueryFailure } from "../model/failure.js";
import { failureDiagnostic, registryDiagnostic } from "../pin/failure-diagnostic.js";
import { mapConcurrently } from "../pin/concurrent-map.js";
import { openRegistries, type Registries } from "../workspace/registries.js";
import { loadWorkspace } from "../workspace/load.js";
import { surveySources } from "../workspace/survey.js";
import type { Outcome, RunOptions, World } from "../workspace/world.js";

/** The options of `verify`, in addition to those of every command. */
export interface VerifyOptions extends RunOptions {
  /** Whether the registries alone are checked. */
  readonly isWithoutPackages: boolean;
}

/** One connection that was checked, of a package repository or a package. */
export interface Connection {
  readonly kind: "repository" | "package";
  /** `Docker`, or `Docker/team/app`. */
  readonly name: string;
  readonly ok: boolean;
  /** The message of the poller plugin, if it has one. */
  readonly message: string;
  /** The source of the credential, and the previous sources without one; never a value. */
  readonly credentials?: string;
  readonly passedOver?: readonly string[];
  readonly note?: string;
}

/** The connections in the order of the declarations: each repository, then each package. */
export interface VerifyResult {
  readonly connections: readonly Connection[];
}

/** Checks the connection of every declared repository, then of every package, in parallel, and reports all of them. */
export async function verify(world: World, options: VerifyOptions): Promise<Outcome<VerifyResult>> {
  const workspace = await loadWorkspace(options, { needsSources: false, resolvesConflicts: true });
  if (workspace.state === "invalid")
    return { diagnostics: workspace.diagnostics, result: { connections: [] } };
  const survey = await surveySources(workspace, { plansPinned: false });
  const { declarations, byKey } = workspace.catalogue;
  const inline = survey.packages.map((locked) => locked.package).filter(({ key }) => !byKey.has(key));
  const packages = options.isWithoutPackages ? [] : [...byKey.values(), ...inline];
  const registries = openRegistries(world, options, workspace.settings);
  try {
    const repositories = await Promise.all(
      declarations.map((declaration) => checkRepository(registries, declaration)),
    );
    registries.expectLists(packages.length);
    const images = await mapConcurrently(
      packages.map((pkg) => ({ package: pkg })),
      registries.lookup,
      (item) => checkPackage(registries, item.package),
    );
    const checks = [...repositories, ...images];
    return {
      diagnostics: [
        ...survey.diagnostics,
        ...checks.flatMap(({ diagnostic }) => diagnostic ?? []),
        ...registries.notices(),
      ],
      result: { connections: checks.map(({ connection }) => connection) },
    };
  } finally {
    await registries.close();
  }
}

interface Check {
  readonly connection: Connection;
  readonly diagnostic?: Diagnostic;
}

async function checkRepository(
  { client, lookup }: Registries,
  { repository, ...places }: Declaration,
): Promise<Check> {
  const answer = await lookup.ping(repository);
  const credential = await client.credentialFor(repository, undefined);
  const login = credential.ok ? undefined : credential.failure;
  const about = {
    kind: "repository",
    name: repository.name,
    ...(await sourceOf(client, repository, undefined)),
  } as const;
  if (!answer.ok) {
    // A registry that cannot be reached must not hide that the login would fail.
    const isHidden = login !== undefined && login.message !== answer.failure.message;
    const note = isHidden ? { note: `its login would fail: ${login.message}` } : {};
    return failed({ ...about, ...note }, answer.failure, "Could not find docker registry. [404]", (failure) =>
      registryDiagnostic(repository, places, failure, []),
    );
  }
  const { announced, admitted } = answer.value;
  const notes = [
    ...(announced ? [] : ["it does not send Docker-Distribution-Api-Version, which is allowed"]),
    ...(admitted ? [] : ["it requires a login; its public images may still be readable without one"]),
  ];
  const note = notes.length === 0 ? {} : { note: notes.join("; ") };
  const connection = { ...about, ok: true, message: "Connection OK. Docker registry found.", ...note };
  return { connection, ...(login && { diagnostic: loginWarning(repository, places, login) }) };
}

/** Returns the warning about a login that would fail, although the registry answers without one. */
function loginWarning(repository: Repository, places: RepositoryPlaces, login: QueryFailure): Diagnostic {
  const message = `the registry answers without a login, but a login would fail: ${login.message}`;
  return { ...registryDiagnostic(repository, places, { ...login, message }, []), severity: "warning" };
}

async function checkPackage({ client, lookup }: Registries, pkg: Package): Promise<Check> {
  const answer = await lookup.tags(pkg.repository, pkg.image);
  const about = {
    kind: "package",
    name: pkg.key,
    ...(await sourceOf(client, pkg.repository, pkg.image)),
  } as const;
  if (!answer.ok) {
    return failed(about, answer.failure, "Could not find docker image. [404]", (failure) =>
      failureDiagnostic(pkg, failure),
    );
  }
  const note = answer.value.length === 0 ? { note: "it has no tags" } : {};
  return { connection: { ...about, ok: true, message: "Connection OK. Docker image found.", ...note } };
}

async function sourceOf(
  client: Registries["client"],
  repository: Repository,
  image: string | undefined,
): Promise<{ credentials?: string; passedOver?: readonly string[] }> {
  const credential = await client.credentialFor(repository, image);
  return credential.ok
    ? { credentials: credential.value.source, passedOver: credential.value.passedOver }
    : {};
}

/** Returns a failed check. A 404 has the message of the poller plugin, and the diagnostic says more. */
function failed(
  about: Omit<Connection, "ok" | "message">,
  failure: QueryFailure,
  notFound: string,
  toDiagnostic: (failure: QueryFailure) => Diagnostic,
): Check {
  if (failure.kind !== "not-found") {
    const { message } = failure;
    return { connection: { ...about, ok: false, message }, diagnostic: toDiagnostic(failure) };
  }
  const diagnostic = toDiagnostic({ ...failure, message: `${notFound} ${failure.message}` });
  return { connection: { ...about, ok: false, message: notFound }, diagnostic };
}
