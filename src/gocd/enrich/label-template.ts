/** What a label template needs to know of a Docker material that it may name. */
export interface LabelSource {
  /** The material's key. */
  readonly name: string;
  /** The pipeline variable that holds the whole tag. */
  readonly variable: string;
  readonly tag: string;
}

/** A template's text after rewriting, and the materials it took a cut tag of. */
export interface Label {
  readonly text: string;
  readonly truncated: readonly string[];
  /** The materials whose complete tag it reads from a variable. */
  readonly whole: readonly string[];
  /** GoCD requires a `${...}` in every template. */
  readonly isValid: boolean;
}

// PipelineConfig.validateLabelTemplate: a token is a name, or a name with `[:n]`.
const TOKEN = /\$\{([^{}]*)\}/g;
const CUT = /^(.*)\[:([1-9][0-9]*)\]$/;

/**
 * Rewrites the tokens of a label template that name Docker materials (names are case-insensitive): `${material}` becomes
 * `${env:VARIABLE}`, `${material[:n]}` the first n characters of the tag as they are. Everything else stays.
 */
export function rewriteLabel(template: string, sources: readonly LabelSource[]): Label {
  const truncated: string[] = [];
  const whole: string[] = [];
  const byName = new Map(sources.map((source) => [source.name.toLowerCase(), source]));
  const text = template.replace(TOKEN, (token: string, inner: string) => {
    const cut = CUT.exec(inner);
    const source = byName.get((cut?.[1] ?? inner).toLowerCase());
    if (source === undefined) return token;
    if (cut === null) {
      whole.push(source.name);
      return `\${env:${source.variable}}`;
    }
    truncated.push(source.name);
    return source.tag.slice(0, Number(cut[2]));
  });
  return { text, truncated, whole, isValid: /\$\{[^{}]+\}/.test(text) };
}
