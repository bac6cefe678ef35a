import { addAll } from "../model/diagnostic.js";

/** The parts of a command line that a shell completes. */
export interface Syntax {
  readonly program: string;
  /** The options of every verb. */
  readonly flags: readonly Flag[];
  readonly verbs: readonly Verb[];
}

/** A verb with its options. */
export interface Verb {
  readonly name: string;
  /** One line. */
  readonly about: string;
  /** Including options of every verb that have another meaning here. */
  readonly flags: readonly Flag[];
  /** The allowed values of its first argument; empty if there is no list. */
  readonly words: readonly string[];
  /** The kind of names that its arguments are, for `gocd-pin complete`. */
  readonly names?: string | undefined;
  /** Whether it accepts several arguments. */
  readonly isRepeated?: boolean;
  readonly acceptsFiles: boolean;
}

/** An option: its names (`-C`, `--directory`) and the kind of its value, if it has one. */
export interface Flag {
  readonly names: readonly string[];
  /** One line. */
  readonly about: string;
  readonly value: FlagValue | undefined;
}

/** The options that decide which project is read. */
const PLACE = ["-C", "--directory", "-c", "--config"];

type FlagValue =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "folder" | "file" | "text" };

/**
 * Returns the completion script for bash 3.2 and later, which does not need the package bash-completion. If it offers
 * nothing, bash completes file names.
 */
export function bashScript({ program, flags, verbs }: Syntax): string {
  const isValued = ({ value }: Flag) => value !== undefined;
  const valued = [...verbs.flatMap((verb) => verb.flags), ...flags].filter(isValued);
  const skipped = Array.from(new Set(valued.flatMap(({ names }) => names))).join("|");
  const cases = verbs.map((verb) => {
    const first = verb.words.length === 0 ? "" : ` first="${verb.words.join(" ")}"`;
    const names = verb.names === undefined ? "" : ` names=${verb.names}`;
    const last = verb.isRepeated === true ? " last=$count" : "";
    return `    ${verb.name}) flags="${namesOf([...commonFlags(flags, verb), ...verb.flags])}"${first}${names}${last} ;;\n`;
  });
  const values = [
    ...verbs.flatMap((verb) => verb.flags.map((flag) => bashValues(verb.name, flag))),
    ...flags.map((flag) => bashValues("*", flag)),
  ];
  return `# bash completion of ${program}: eval "$(${program} completion bash)"
_gocd_pin() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]}
  local verb="" flags="" first="" words="" names="" flag="" name="" count=0 last=0 i
  local place=()
  COMPREPLY=()
  # bash cuts --format=json into three words.
  if [[ $current == = ]]; then current=""
  elif [[ $previous == = ]]; then previous=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
    ${skipped})
      flag=\${COMP_WORDS[i]}
      i=$((i + 1))
      if [[ \${COMP_WORDS[i]} == = ]]; then i=$((i + 1)); fi
      case $flag in ${PLACE.join("|")}) place+=("$flag" "\${COMP_WORDS[i]}") ;; esac ;;
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
      elif [[ $names != "" && $count == "$last" ]]; then
        # Unlike compgen, this does not expand a name, which may be anything.
        while IFS= read -r name; do
          if [[ $name == "$current"* ]]; then COMPREPLY+=("$(printf %q "$name")"); fi
        done < <(${program} \${place[@]+"\${place[@]}"} complete $names 2>/dev/null)
        return
      elif [[ $count == 0 ]]; then words=$first; fi ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o bashdefault -o default -F _gocd_pin ${program}
`;
}

/** Returns the completion script for zsh, to be loaded with eval or from a folder of `fpath`. */
export function zshScript({ program, flags, verbs }: Syntax): string {
  const common = flags.map((flag) => `    ${zshFlag(flag)}\n`).join("");
  const names = verbs.map(({ name, about }) => `      ${single(`${name}:${about}`)}\n`).join("");
  const cases = verbs.map((verb) => {
    const rest =
      verb.words.length > 0
        ? [single(`1:word:(${verb.words.join(" ")})`)]
        : verb.acceptsFiles
          ? [single("*:file:_files")]
          : verb.names === undefined
            ? []
            : [single(`${verb.isRepeated === true ? "*" : "1"}:name: _gocd_pin_names ${verb.names}`)];
    const lines = [...verb.flags.map(zshFlag), ...rest].map((line) => ` \\\n        ${line}`);
    const hidden = overlap(flags, verb).map((flag) => `*${flag.names.at(-1) ?? ""}*`);
    const common = hidden.length === 0 ? "$common" : `\${common:#(${hidden.join("|")})}`;
    return `    ${verb.name}) _arguments ${common}${lines.join("")} ;;\n`;
  });
  return `#compdef ${program}
# zsh completion of ${program}: eval "$(${program} completion zsh)"
_gocd_pin_names() {
  local -a names
  names=(\${(f)"$(${program} $place complete $1 2>/dev/null)"})
  compadd -a names
}
_gocd_pin() {
  local curcontext=$curcontext state line flag
  local -a common verbs place
  local -A opt_args
  common=(
${common}  )
  _arguments -C $common '1:command:->verb' '*::argument:->rest' && return
  for flag in ${PLACE.join(" ")}; do
    if [[ -n \${opt_args[$flag]} ]]; then place+=($flag \${(Q)opt_args[$flag]}); fi
  done
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

/** Returns the completion script for fish. */
export function fishScript({ program, flags, verbs }: Syntax): string {
  const lines = [
    `# fish completion of ${program}: ${program} completion fish | source`,
    `function __gocd_pin_names
  set -l place
  set -l words (commandline -opc)
  for i in (seq (count $words))
    switch $words[$i]
      case ${PLACE.join(" ")}
        set -a place $words[$i] $words[(math $i + 1)]
      case '--directory=*' '--config=*'
        set -a place $words[$i]
    end
  end
  ${program} $place complete $argv[1] 2>/dev/null
end`,
    `complete -c ${program} -f`,
    ...flags.map((flag) => {
      const others = verbs.filter((verb) => overlap([flag], verb).length > 0).map(({ name }) => name);
      const isFree =
        others.length === 0 ? "" : ` -n ${fishSingle(`not __fish_seen_subcommand_from ${others.join(" ")}`)}`;
      return `complete -c ${program}${isFree}${fishFlag(flag)}`;
    }),
  ];
  for (const { name, about, flags, words, names, acceptsFiles } of verbs) {
    const isSeen = `-n ${fishSingle(`__fish_seen_subcommand_from ${name}`)}`;
    lines.push(`complete -c ${program} -n __fish_use_subcommand -a ${name} -d ${fishSingle(about)}`);
    addAll(
      lines,
      flags.map((flag) => `complete -c ${program} ${isSeen}${fishFlag(flag)}`),
    );
    if (words.length > 0) lines.push(`complete -c ${program} ${isSeen} -a ${fishSingle(words.join(" "))}`);
    if (names !== undefined) {
      lines.push(`complete -c ${program} ${isSeen} -a ${fishSingle(`(__gocd_pin_names ${names})`)}`);
    }
    if (acceptsFiles) lines.push(`complete -c ${program} ${isSeen} -F`);
  }
  return `${lines.join("\n")}\n`;
}

/** Returns the options of every verb that the verb replaces with its version. */
function overlap(flags: readonly Flag[], verb: Verb): Flag[] {
  const replaced = verb.flags.flatMap(({ names }) => names);
  return flags.filter(({ names }) => names.some((name) => replaced.includes(name)));
}

function commonFlags(flags: readonly Flag[], verb: Verb): Flag[] {
  const replaced = overlap(flags, verb);
  return flags.filter((flag) => !replaced.includes(flag));
}

/** Returns the case for the values of an option, as `verb:option`; without a list, bash completes file names. */
function bashValues(verb: string, { names, value }: Flag): string {
  if (value === undefined) return "";
  const cases = names.map((name) => `${verb}:${name}`).join("|");
  return `    ${cases}) ${value.kind === "words" ? `words="${value.words.join(" ")}" ` : ""};;\n`;
}

function namesOf(flags: readonly Flag[]): string {
  return flags.flatMap(({ names }) => names).join(" ");
}

/** Returns an option in the syntax of `_arguments`: `(-C --directory)` excludes one name if the other is used. */
function zshFlag({ names, about, value }: Flag): string {
  const action =
    value === undefined
      ? ""
      : value.kind === "words"
        ? `:value:(${value.words.join(" ")})`
        : { folder: ":folder:_files -/", file: ":file:_files", text: ":value: " }[value.kind];
  const text = `[${about.replace(/[\\[\]:]/g, "\\$&")}]${action}`;
  // Only a long name accepts its value after an equals sign.
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
