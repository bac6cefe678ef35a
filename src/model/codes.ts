/**
 * Every diagnostic code, with what it means and how it is mended. The README shows this table, and a test
 * holds the two equal.
 */
export const CODES = {
  usage: {
    meaning: "the command line does not make sense",
    mend: "follow `gocd-pin help COMMAND`",
  },
  "project-missing": {
    meaning: "there is neither a project file nor a source",
    mend: "run in the config repo's folder, name it with `-C`, or write `gocd-pin.yaml`",
  },
  "project-invalid": {
    meaning: "a key or value of the project file, or of `common.package_repositories`, is not allowed",
    mend: "follow the format of `gocd-pin.yaml`",
  },
  "project-conflict": {
    meaning: "one repository or package is declared twice with different content",
    mend: "keep one of the two declarations",
  },
  "project-path": {
    meaning: "a path of the project file cannot be used",
    mend: "name a folder below the project folder",
  },
  "secret-in-clear": {
    meaning: "a user name, password or URL holds a credential",
    mend: "write `${NAME}` and set the environment variable NAME",
  },
  "source-missing": {
    meaning: "`sources` finds no file",
    mend: "correct `sources`, or write a pipeline file there",
  },
  "source-unreadable": {
    meaning: "a file cannot be read, or is no text",
    mend: "make it a readable text file in UTF-8, or leave it out of `sources`",
  },
  "source-empty": {
    meaning: "a source holds nothing; GoCD refuses the whole repo for such a file",
    mend: "write pipelines into it or remove it",
  },
  "source-name": {
    meaning: "a source's name or place collides with what is generated",
    mend: "rename or move the source",
  },
  "source-bom": {
    meaning: "a source begins with a byte order mark, on which GoCD breaks; it is dropped",
    mend: "save the file as UTF-8 without a byte order mark",
  },
  "yaml-syntax": {
    meaning: "the text is not YAML that GoCD's reader or ours can read",
    mend: "correct the text at the place shown",
  },
  "yaml-dialect": {
    meaning: "GoCD's reader takes another value from the text than YAML 1.2 does",
    mend: "write it in double quotes, or as a block",
  },
  "yaml-form": {
    meaning: "the YAML is written in a form in which it cannot be edited without changing more than asked",
    mend: "write the part shown in the ordinary form",
  },
  "pipeline-invalid": {
    meaning: "a pipeline cannot be read as GoCD would",
    mend: "follow GoCD's format for pipelines",
  },
  "pipeline-duplicate": {
    meaning: "two pipelines have one name, in any letter case; GoCD refuses both",
    mend: "rename one",
  },
  "material-name": {
    meaning: "a Docker material has a name that GoCD does not take",
    mend: "rename the material",
  },
  "package-reference": {
    meaning: "`package:` of a material names nothing that could be a package",
    mend: "write `<repository>/<package>`, a package id, or an inline package",
  },
  "repository-unknown": {
    meaning: "a material names a package repository that is not declared",
    mend: "declare it under `package_repositories`, or correct the name",
  },
  "package-unknown": {
    meaning: "a material names a package that its repository does not declare",
    mend: "declare it under `packages`, or correct the name",
  },
  "filter-invalid": {
    meaning: "a `tag_filter` is no Java regular expression, or one that cannot be honoured exactly",
    mend: "correct the pattern at the place shown",
  },
  "policy-invalid": {
    meaning: "a `policy` does not make sense",
    mend: "correct it as the table of policies says",
  },
  "filter-endless": {
    meaning: "a `tag_filter` backtracks without end and was stopped",
    mend: "write a simpler pattern",
  },
  "tag-unmatched": {
    meaning: "no tag of the image matches",
    mend: "correct `tag_filter` or `policy`, or push a tag that matches",
  },
  "tag-vanished": {
    meaning: "a tag is listed but its manifest is gone; the next one was taken",
    mend: "nothing, or clean up the registry",
  },
  "tag-floating": {
    meaning: "a tag that moves, such as `latest`, was pinned",
    mend: "set a `tag_filter` that only versions match",
  },
  "tag-downgrade": {
    meaning: "the newest tag is below the pinned one: the better tag is gone, or hidden; the pin stays",
    mend: "find out where the tag went, or take the lower one with `refresh --allow-downgrade`",
  },
  "tag-jump": {
    meaning: "the tag that won is implausibly far above the one before, or a date that beats versions",
    mend: "narrow `tag_filter`, if it is no release",
  },
  "variant-lost": {
    meaning: "the pin so far was of a variant, `-alpine` say, and the tag that won is not",
    mend: "set a `tag_filter` that ends in the variant",
  },
  "image-missing": {
    meaning: "the registry does not know the image",
    mend: "correct `image` or `registry_url`",
  },
  "registry-unreachable": {
    meaning: "the registry cannot be reached: its name, a refused connection, a proxy",
    mend: "correct `registry_url`, or try again when the network is back",
  },
  "registry-timeout": {
    meaning: "the registry took too long",
    mend: "try again, or allow more with `--timeout`",
  },
  "registry-tls": {
    meaning: "the registry's certificate is not trusted, or ours not taken",
    mend: "set `ca_file`, or `cert_file` and `key_file`",
  },
  "registry-unauthorized": {
    meaning: "there is no credential for the registry, or it is not taken",
    mend: "log in, or set the environment variables that `username` and `password` name",
  },
  "registry-denied": {
    meaning: "the registry knows the credential but does not permit this",
    mend: "give the account the right to pull the image",
  },
  "registry-throttled": {
    meaning: "the registry asks for fewer requests",
    mend: "log in, wait, or lower `--concurrency`",
  },
  "tags-incomplete": {
    meaning: "only a part of the tag list could be read, and nothing is chosen from a part",
    mend: "try again; raise the limit that the message names",
  },
  "registry-protocol": {
    meaning: "what answers is no registry, or breaks the registry protocol",
    mend: "correct `registry_url`",
  },
  "registry-notice": {
    meaning: "what a user should know of a registry: an unchecked certificate, words of its own, its quota",
    mend: "see what the message says",
  },
  "pin-missing": {
    meaning: "the lock does not hold a package and the network may not be asked",
    mend: "run `gocd-pin build` without `--frozen`, and commit the lock",
  },
  "lock-invalid": {
    meaning: "the lock is not one that this version can read",
    mend: "restore it from git, or delete it and run `gocd-pin build`",
  },
  "manifest-invalid": {
    meaning: "the manifest of the last build cannot be read",
    mend: "restore it from git, or delete it and run `gocd-pin build`",
  },
  "variable-collision": {
    meaning: "two materials give one variable with different values",
    mend: "rename a material, or limit `variables.names`",
  },
  "variable-declared": {
    meaning: "one of our variables stands in the pipeline in a form that GoCD would refuse beside ours",
    mend: "remove or rename the pipeline's own variable",
  },
  "variable-shadowed": {
    meaning: "a stage or job sets one of our variables itself, and its value wins there",
    mend: "remove it there, if the pin is wanted",
  },
  "variables-invalid": {
    meaning: "`environment_variables` is no mapping",
    mend: "write `NAME: value` lines below it, or leave it out",
  },
  "material-fate": {
    meaning: "a Docker material cannot be turned into what `package_materials` asks",
    mend: "change what stands in the way, or choose another mode",
  },
  "trigger-lost": {
    meaning: "the Docker material goes, and nothing triggers the pipeline when its pin moves",
    mend: "change what stands in the way of `configrepo`, or say `package_materials: remove`",
  },
  "plugin-triggers": {
    meaning: "with `keep` the plugin on the server still triggers, on its own newest tag",
    mend: "move to `configrepo` once the plugin is gone",
  },
  "label-template": {
    meaning: "a label template cannot be rewritten so that GoCD takes it",
    mend: "use `${COUNT}` or the whole tag in it",
  },
  "output-blocked": {
    meaning: "a generated file or a report cannot be read or written",
    mend: "make room: remove what stands there, or correct the permissions",
  },
  "root-form": {
    meaning: "the root of a file, `pipelines` or `environments` is no mapping",
    mend: "write names with a colon, and what belongs to them indented below",
  },
  "root-key": {
    meaning: "GoCD does not know a key of the root, and refuses every file of the repo for it",
    mend: "correct it, or put what only holds anchors under `common:`",
  },
  "format-version": {
    meaning: "a `format_version` is no number that a server knows, or differs from that of another file",
    mend: "write the same number from 1 to 11 in every file",
  },
  "filter-lost": {
    meaning:
      "a file without `format_version` loses its `includes` filters, since another file has a newer one",
    mend: "write the `format_version` of the other files into it",
  },
  "key-unknown": {
    meaning: "GoCD does not know a key in this place, and drops it in silence",
    mend: "correct or remove it",
  },
  "key-misplaced": {
    meaning: "a key stands where GoCD drops it in silence, and belongs elsewhere",
    mend: "move it to the place that the help names",
  },
  "key-missing": {
    meaning: "a key that GoCD demands is not there",
    mend: "write it",
  },
  "key-second": {
    meaning: "GoCD takes only the first key of a stage, task, artifact or `on_cancel`",
    mend: "indent what belongs to the first key, or begin an item of its own",
  },
  "key-ignored": {
    meaning: "a key has no effect here, or beside another one",
    mend: "remove it, or the other",
  },
  "value-type": {
    meaning: "a value is text, a list or a mapping where GoCD wants another of these",
    mend: "write it in the form that the message names",
  },
  "value-dropped": {
    meaning: "GoCD drops a list or mapping in silence, since it wants one word here",
    mend: "write one word",
  },
  "value-empty": {
    meaning: "something that GoCD needs a text for is empty",
    mend: "write it, or remove the item",
  },
  "value-misread": {
    meaning: "GoCD reads a value otherwise than it says: `~` and `null` are text to it, `7abc` is 7",
    mend: "write what is meant",
  },
  "boolean-invalid": {
    meaning: "a value is none of GoCD's words for true and false",
    mend: "write `true` or `false`",
  },
  "integer-invalid": {
    meaning: "a value is no whole number, or none that is allowed",
    mend: "write digits only, in the range that the help names",
  },
  "word-unknown": {
    meaning: "a value is none of the words that are allowed",
    mend: "write one of those that the message names",
  },
  "run-if-unknown": {
    meaning: "GoCD silently takes an unknown `run_if` for `passed`",
    mend: "write `passed`, `failed` or `any`",
  },
  empty: {
    meaning: "a pipeline, stage or job has nothing in it where GoCD demands at least one",
    mend: "write one",
  },
  "name-invalid": {
    meaning: "a name has a form that GoCD does not take",
    mend: "use ASCII letters, digits, `_`, `-` and `.`",
  },
  "name-duplicate": {
    meaning: "two stages, jobs, parameters, options or groups have one name, or differ only in letter case",
    mend: "rename one, or keep one of the two",
  },
  "environment-duplicate": {
    meaning: "an environment has something twice, or a pipeline is in two environments",
    mend: "keep one of the two",
  },
  "variable-name": {
    meaning: "the name of a variable is empty, or begins or ends with a blank",
    mend: "correct the name",
  },
  "variable-duplicate": {
    meaning: "one place declares a variable twice, in any letter case, plain and secure ones together",
    mend: "keep one of the two",
  },
  "variable-empty": {
    meaning: "a secure variable without a value becomes an empty plain one",
    mend: "write the encrypted value, or remove it",
  },
  "variable-built-in": {
    meaning: "a variable has a name that GoCD sets itself",
    mend: "give it another name",
  },
  "variable-case": {
    meaning: "a variable differs from one further out in letter case only, and does not override it",
    mend: "write the same name, or another one",
  },
  "variable-unknown": {
    meaning: "a script or argument uses a variable of GoCD that the job does not get",
    mend: "correct the name, or declare the variable",
  },
  "variable-gone": {
    meaning: "a script or argument uses a variable of a material that the build takes away",
    mend: "use the pinned variables, or keep the material",
  },
  "hash-unescaped": {
    meaning: "a single `#` stands where GoCD looks for parameters",
    mend: "write `##`, or `#{name}` for a parameter",
  },
  "parameter-unknown": {
    meaning: "a parameter is used that the pipeline does not declare",
    mend: "declare it under `parameters`, or write `##{`",
  },
  "material-kind": {
    meaning: "GoCD cannot tell what a material is",
    mend: "write one of `git:`, `svn:`, `hg:`, `p4:`, `pipeline:`, `package:`, `scm:`, or a `type:`",
  },
  "material-duplicate": {
    meaning: "two materials of a pipeline have one name, id or upstream pipeline",
    mend: "keep one of the two",
  },
  "material-remote": {
    meaning: "the URL, branch or credentials of a material have a form that GoCD does not take",
    mend: "correct them as the help says",
  },
  "package-id": {
    meaning: "`package:` names something that cannot be the id of a package",
    mend: "write the id, or build the file with gocd-pin",
  },
  "auto-update-clash": {
    meaning: "one repository and branch is polled in one place and not in another",
    mend: "write the same `auto_update` everywhere",
  },
  "filter-both": {
    meaning: "a material has both a list of what to ignore and one of what alone counts",
    mend: "keep one of the two",
  },
  "destination-missing": {
    meaning: "a pipeline checks out several materials, and one has no destination",
    mend: "write `destination:` for each",
  },
  "destination-clash": {
    meaning: "two materials have one destination, or one inside the other",
    mend: "give each a folder of its own",
  },
  "path-invalid": {
    meaning: "a path leaves the folder that it must stay in, or has a form that GoCD does not take",
    mend: "write a relative path without `..`",
  },
  "label-invalid": {
    meaning: "a label template names nothing that GoCD could put in",
    mend: "use `${COUNT}`, `${env:NAME}` or a material's name",
  },
  "timer-invalid": {
    meaning: "the `spec` of a timer is no Quartz cron expression",
    mend: "write seconds first, and `?` for one of the day fields",
  },
  "tracking-tool": {
    meaning: "the `link` or `regex` of a tracking tool has a form that GoCD does not take",
    mend: "write a link with `${ID}`, and a pattern",
  },
  "tab-invalid": {
    meaning: "a tab has a name or path that GoCD does not take",
    mend: "use a short name, and a path without blanks",
  },
  "elastic-profile": {
    meaning: "an elastic profile stands beside what excludes it",
    mend: "keep one of the two",
  },
  "artifact-invalid": {
    meaning: "an artifact has no source, or stands twice",
    mend: "correct or remove it",
  },
  "task-kind": {
    meaning: "GoCD does not know a type of task, and refuses every file of the repo for it",
    mend: "correct the type",
  },
  "on-cancel-nested": {
    meaning: "an `on_cancel` stands in another one",
    mend: "remove the inner one",
  },
  "alias-endless": {
    meaning: "an alias holds itself, and GoCD follows it without end",
    mend: "write out what is meant",
  },
  "fetch-source": {
    meaning: "a fetch task takes an artifact from where it cannot be",
    mend: "correct pipeline, stage or job",
  },
  "upstream-stage": {
    meaning: "a dependency material names a stage that the upstream pipeline does not have",
    mend: "correct the stage",
  },
  "dependency-cycle": {
    meaning: "pipelines wait for one another in a circle",
    mend: "take out one of the dependency materials",
  },
  "project-exists": {
    meaning: "`init` would overwrite a file; it never does",
    mend: "edit the file, or run `init` in another folder",
  },
  "files-changed": {
    meaning: "`build --exit-code` changed generated files, which a commit hook takes as a failure",
    mend: "stage the changed files and commit again",
  },
  "output-stale": {
    meaning: "a generated file is older than the sources, the declarations or the lock",
    mend: "run `gocd-pin build` and commit what it writes",
  },
  "output-edited": {
    meaning:
      "a generated file alone does not fit: it was edited by hand, or not built or committed with the rest",
    mend: "make the change in the source, then run `gocd-pin build` and commit what it writes",
  },
  "output-missing": {
    meaning: "a file that is generated is not there",
    mend: "run `gocd-pin build` and commit what it writes",
  },
  "output-superfluous": {
    meaning: "a generated file is left of a source or pipeline that is gone; GoCD would load it too",
    mend: "run `gocd-pin build`, which removes it, and commit that",
  },
  "output-foreign": {
    meaning: "a file in the output folder is not ours; a pipeline file GoCD would load beside ours",
    mend: "move it out of the output folder: to the sources, if it is a pipeline of yours",
  },
  "lock-edited": {
    meaning: "the lock is not as the last build wrote it: it was edited, or merged by hand",
    mend: "restore it from git, or build with it: `gocd-pin build`",
  },
  "pin-outdated": {
    meaning: "the lock answers another question than the declaration asks: one of the two was changed",
    mend: "run `gocd-pin build` where the registry can be reached, and commit what it writes",
  },
  "pin-unused": {
    meaning: "the lock holds a pin of a package that no pipeline uses",
    mend: "run `gocd-pin build` and commit the lock",
  },
  "pin-behind": {
    meaning: "the registry has a newer matching tag than the pinned one",
    mend: "run `gocd-pin refresh` and commit what it writes",
  },
  "pin-vanished": {
    meaning: "the registry has the pinned tag no more",
    mend: "find out where it went, or run `gocd-pin refresh`",
  },
  "pin-moved": {
    meaning: "the pinned tag now names another image: its digest moved",
    mend: "find out who pushed it again, or run `gocd-pin refresh`",
  },
  "digest-unknown": {
    meaning: "a digest was asked for, and the package is pinned without one",
    mend: "leave `digest: false` out of its declaration, and run `gocd-pin refresh`",
  },
  "image-variable": {
    meaning:
      "a variable of the job's environment is missing, or is not what a registry, image, tag or digest can be",
    mend: "run in a job of a pipeline that gocd-pin built, with `variables.properties` naming all that is read",
  },
  "docker-failed": {
    meaning: "`docker pull` failed or could not be started",
    mend: "see what docker wrote; install it, or log in",
  },
} as const satisfies Record<string, { readonly meaning: string; readonly mend: string }>;

/** The code of a diagnostic: a key of the table. */
export type Code = keyof typeof CODES;
