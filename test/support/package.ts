import type { Package, TagRule } from "../../src/model/declaration.js";

const PLACE = { file: { path: "gocd-pin.yaml", text: "" }, span: { start: 0, end: 0 } };

/** A declared package `<repository>/<name>` of `registry.example.com`, whose image has the name of the package. */
export function packageOf(key: string, rule: Partial<TagRule> = {}): Package {
  const slash = key.indexOf("/");
  const name = key.slice(slash + 1);
  return {
    key,
    name,
    image: name,
    rule: { tagFilter: "", policy: { kind: "natural" }, digest: true, ...rule },
    accept: [],
    inherited: new Set(),
    place: PLACE,
    declaredAt: { place: PLACE, filePlaces: {} },
    repository: {
      name: key.slice(0, slash),
      registryUrl: "https://registry.example.com",
      registryName: "registry.example.com",
      insecureSkipTlsVerify: false,
    },
  };
}
