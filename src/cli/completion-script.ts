import { addAll } from "../model/add-all.js";
/** A command line, as far as a shell completes it. */
export interface Syntax {
  readonly program: string;
  /** The options that stand with every verb. */
  readonly flags: readonly Flag[];
  readonly verbs: readonly Verb[];
}

/** A verb, with the options of its own. */
export interface Verb {
  readonly name: string;
  /** One line. */
  readonly about: string;
  /** With those that stand with every verb but are another thing here. */
  readonly flags: readonly Flag[];
  /** The words that can be its first argument; empty where anything can. */
  readonly words: readonly string[];
  readonly takesFiles: boolean;
}

/** An option by its names (`-C`, `--directory`), with the kind of its value where it has one. */
export interface Flag {
  readonly names: readonly string[];
  /** One line. */
  readonly about: string;
  readonly value: FlagValue | undefined;
}

type FlagValue =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "folder" | "file" | "text" };

/**
 * The script that makes bash complete the program; for bash 3.2 and later, without the package bash-completion.
 * Where it offers nothing, bash completes file names.
 */
export function bashScript({ program, flags, verbs }: Syntax): string {
  const isValued = ({ value }: Flag) => value !== undefined;
  const valued = [...verbs.flatMap((verb) => verb.flags), ...flags].filter(isValued);
  const skipped = Array.from(new Set(valued.flatMap(({ names }) => names))).join("|");
  const cases = verbs.map((verb) => {
    const first = verb.words.length === 0 ? "" : ` first="${verb.words.join(" ")}"`;
    return `    ${verb.name}) flags="${namesOf([...commonFlags(flags, verb), ...verb.flags])}"${first} ;;\n`;
  });
  const values = [
    ...verbs.flatMap((verb) => verb.flags.map((flag) => bashValues(verb.name, flag))),
    ...flags.map((flag) => bashValues("*", flag)),
  ];
  return `# bash completion of ${program}: eval "$(${program} completion bash)"
_gocd_pin() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]}
  local verb="" flags="" first="" words="" count=0 i
  # bash cuts --format=json into three words.
  if [[ $current == = ]]; then current=""
  elif [[ $previous == = ]]; then previous=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
    ${skipped})
      i=$((i + 1))
      if [[ \${COMP_WORDS[i]} == = ]]; then i=$((i + 1)); fi ;;
    -*) ;;
    *) if [[ $verb == "" ]]; then verb=\${COMP_WORDS[i]}; else count=$((count + 1)); fi ;;
    esac
  done
  case $verb in
    "") flags="${namesOf(flags)}" first="${verbs.map(({ name }) => name).join(" ")}" ;;
${cases.join("")}  esac
  case $verb:$previous in
${values.join("")}    *)
      if [[ $current == -* ]]; then words=$flags
      elif [[ $count == 0 ]]; then words=$first; fi ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o bashdefault -o default -F _gocd_pin ${program}
`;
}

/** The script that makes zsh complete the program, loaded with eval or from a folder of `fpath`. */
export function zshScript({ program, flags, verbs }: Syntax): string {
  const common = flags.map((flag) => `    ${zshFlag(flag)}\n`).join("");
  const names = verbs.map(({ name, about }) => `      ${single(`${name}:${about}`)}\n`).join("");
  const cases = verbs.map((verb) => {
    const rest =
      verb.words.length > 0
        ? [single(`1:word:(${verb.words.join(" ")})`)]
        : verb.takesFiles
          ? [single("*:file:_files")]
          : [];
    const lines = [...verb.flags.map(zshFlag), ...rest].map((line) => ` \\\n        ${line}`);
    const hidden = overlap(flags, verb).map((flag) => `*${flag.names.at(-1) ?? ""}*`);
    const common = hidden.length === 0 ? "$common" : `\${common:#(${hidden.join("|")})}`;
    return `    ${verb.name}) _arguments ${common}${lines.join("")} ;;\n`;
  });
  return `#compdef ${program}
# zsh completion of ${program}: eval "$(${program} completion zsh)"
_gocd_pin() {
  local curcontext=$curcontext state line
  local -a common verbs
  common=(
${common}  )
  _arguments -C $common '1:command:->verb' '*::argument:->rest' && return
  case $state in
  verb)
    verbs=(
${names}    )
    _describe command verbs ;;
  rest)
    case $words[1] in
${cases.join("")}    esac ;;
  esac
}
if [[ $funcstack[1] == _gocd_pin ]]; then _gocd_pin "$@"; else compdef _gocd_pin ${program}; fi
`;
}

/** The script that makes fish complete the program. */
export function fishScript({ program, flags, verbs }: Syntax): string {
  const lines = [
    `# fish completion of ${program}: ${program} completion fish | source`,
    `complete -c ${program} -f`,
    ...flags.map((flag) => {
      const others = verbs.filter((verb) => overlap([flag], verb).length > 0).map(({ name }) => name);
      const isFree =
        others.length === 0 ? "" : ` -n ${fishSingle(`not __fish_seen_subcommand_from ${others.join(" ")}`)}`;
      return `complete -c ${program}${isFree}${fishFlag(flag)}`;
    }),
  ];
  for (const { name, about, flags, words, takesFiles } of verbs) {
    const isSeen = `-n ${fishSingle(`__fish_seen_subcommand_from ${name}`)}`;
    lines.push(`complete -c ${program} -n __fish_use_subcommand -a ${name} -d ${fishSingle(about)}`);
    addAll(
      lines,
      flags.map((flag) => `complete -c ${program} ${isSeen}${fishFlag(flag)}`),
    );
    if (words.length > 0) lines.push(`complete -c ${program} ${isSeen} -a ${fishSingle(words.join(" "))}`);
    if (takesFiles) lines.push(`complete -c ${program} ${isSeen} -F`);
  }
  return `${lines.join("\n")}\n`;
}

/** The options for every verb that a verb has in a form of its own. */
function overlap(flags: readonly Flag[], verb: Verb): Flag[] {
  const verbNames = verb.flags.flatMap(({ names }) => names);
  return flags.filter(({ names }) => names.some((name) => verbNames.includes(name)));
}

function commonFlags(flags: readonly Flag[], verb: Verb): Flag[] {
  const replaced = overlap(flags, verb);
  return flags.filter((flag) => !replaced.includes(flag));
}

/** What can stand behind an option, as a case of `verb:option`; file names where there is no list. */
function bashValues(verb: string, { names, value }: Flag): string {
  if (value === undefined) return "";
  const cases = names.map((name) => `${verb}:${name}`).join("|");
  return `    ${cases}) ${value.kind === "words" ? `words="${value.words.join(" ")}" ` : ""};;\n`;
}

function namesOf(flags: readonly Flag[]): string {
  return flags.flatMap(({ names }) => names).join(" ");
}

/** An option as `_arguments` takes it: `(-C --directory)` keeps the two names from both being offered. */
function zshFlag({ names, about, value }: Flag): string {
  const action =
    value === undefined
      ? ""
      : value.kind === "words"
        ? `:value:(${value.words.join(" ")})`
        : { folder: ":folder:_files -/", file: ":file:_files", text: ":value: " }[value.kind];
  const text = `[${about.replace(/[\\[\]:]/g, "\\$&")}]${action}`;
  // Only a long name takes its value behind an equals sign.
  const forms = names.map((name) => (value !== undefined && name.startsWith("--") ? `${name}=` : name));
  if (forms.length === 1) return single(`${forms.join("")}${text}`);
  return `${single(`(${names.join(" ")})`)}{${forms.join(",")}}${single(text)}`;
}

function fishFlag({ names, about, value }: Flag): string {
  const forms = names.map((name) =>
    name.startsWith("--") ? ` -l ${name.slice(2)}` : ` -s ${name.slice(1)}`,
  );
  const action =
    value === undefined
      ? ""
      : value.kind === "words"
        ? ` -x -a ${fishSingle(value.words.join(" "))}`
        : { folder: ` -x -a ${fishSingle("(__fish_complete_directories)")}`, file: " -r -F", text: " -x" }[
            value.kind
          ];
  return `${forms.join("")} -d ${fishSingle(about)}${action}`;
}

function single(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function fishSingle(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
