import type { Code } from "../model/codes.js";
import type { Package } from "../model/declaration.js";
import { errorAt, type Diagnostic } from "../model/diagnostic.js";
import type { RegistryFailure } from "../model/failure.js";

/** The code of a registry's failure. */
export const FAILURE_CODES: Readonly<Record<RegistryFailure["kind"], Code>> = {
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

/** Returns a registry's failure as a diagnostic that names the package. */
export function failureDiagnostic(pkg: Package, failure: RegistryFailure): Diagnostic {
  const more = failure.help === undefined ? {} : { help: failure.help };
  return errorAt(pkg.place, FAILURE_CODES[failure.kind], `"${pkg.key}": ${failure.message}`, more);
}
