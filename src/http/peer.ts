/** How messages name the server that a client queries, and what a user can set to reach it. */
export interface Peer {
  /** `registry`, `GoCD server`. */
  readonly noun: string;
  /** The setting that has its address: `registry_url`, `--server`. */
  readonly setting: string;
  /** Who else its answers may lead to, as a clause: `which the registry redirects to`. */
  readonly leads: string;
  /** Returns how a user makes gocd-pin trust a certificate: `set ca_file to that certificate`. */
  readonly trust: (certificate: string) => string;
  /** The settings of a client certificate; undefined if there are none. */
  readonly clientCertificate: { readonly keys: string; readonly help: string } | undefined;
  /** What to do if it sends too much, and if it gets too many requests. */
  readonly tooLarge: string;
  readonly throttled: string;
  /** Why its answer may not be HTTP although the address is right, as the end of a sentence; empty if there is no reason. */
  readonly notHttp: string;
  /** Returns the explanation in the JSON of an error; undefined if it has none. */
  readonly explain: (json: unknown) => string | undefined;
}
