import type { Pin } from "../model/pin.js";
import type { Code } from "../model/codes.js";
import type { Package, RepositoryPlaces, Repository } from "../model/declaration.js";
import { errorAt, type Diagnostic } from "../model/diagnostic.js";
import type { QueryFailure } from "../model/failure.js";

/** The code of a registry's failure. */
const FAILURE_CODES: Readonly<Record<QueryFailure["kind"], Code>> = {
  unreachable: "registry-unreachable",
  timeout: "registry-timeout",
  tls: "registry-tls",
  unauthorized: "registry-unauthorized",
  denied: "registry-denied",
  "not-found": "image-missing",
  "rate-limited": "registry-throttled",
  incomplete: "tags-incomplete",
  protocol: "registry-protocol",
};

/**
 * Returns the failure of a query about a package as a diagnostic that names it. A failure of the complete registry is at
 * the declaration of the repository, so that those of all its packages are reported as one.
 */
export function failureDiagnostic(pkg: Package, failure: QueryFailure): Diagnostic {
  if (failure.blames !== undefined) {
    return registryDiagnostic(pkg.repository, pkg.declaredAt, failure, [pkg.key]);
  }
  const { kind, message, help } = failure;
  return errorAt(pkg.place, FAILURE_CODES[kind], `"${pkg.key}": ${message}`, { help });
}

/**
 * Returns a failure of a complete registry as a diagnostic at the declaration of the repository, or at the key that names an
 * unusable file.
 */
export function registryDiagnostic(
  repository: Repository,
  { place, filePlaces }: RepositoryPlaces,
  { kind, blames = "registry_url", message, help }: QueryFailure,
  packages: readonly string[],
): Diagnostic {
  const key = blames === "registry_url" ? place : (filePlaces[blames] ?? place);
  const more = { help, ...(packages.length > 0 && { packages }) };
  return errorAt(key, FAILURE_CODES[kind], `"${repository.name}": ${message}`, more);
}

/** Returns the error about a package that has no pin, or one for an older declaration, in a run without registries. */
export function pinMissing(pkg: Package, known: Pin | undefined): Diagnostic {
  const why =
    known === undefined
      ? "the lock has no pin for this package"
      : "its declaration changed since it was pinned";
  const help = "run `gocd-pin build` where the registry can be reached, and commit the lock";
  return errorAt(pkg.place, "pin-missing", `"${pkg.key}": ${why}`, { help });
}
