/**
 * Every diagnostic code: what it means, how to fix it, and the exit status of a run with an error of this code. An exit
 * of "by-file" is 2 if the error is in the project file, else 1. docs/diagnostics.md shows this table.
 */
export const CODES = {
  usage: {
    meaning: "the command line is not valid",
    fix: "run `gocd-pin help COMMAND` and correct the arguments",
    exit: 2,
  },
  "project-missing": {
    meaning: "there is neither a project file nor a source, or the project file cannot be read",
    fix: "run gocd-pin in the folder of the config repo, name the folder with `-C`, or run `gocd-pin init`",
    exit: 2,
  },
  "project-invalid": {
    meaning:
      "a key or value of the project file, or of `common.package_repositories` in a source, is not valid",
    fix: "correct it as the message describes",
    exit: "by-file",
  },
  "project-conflict": {
    meaning: "a repository or package is declared twice with different content",
    fix: "make both declarations the same, or remove one",
    exit: "by-file",
  },
  "project-path": {
    meaning: "a path in the project file is not below the project folder",
    fix: "write a relative path below the project folder",
    exit: 2,
  },
  "path-unsafe": {
    meaning:
      "a path leads out of the git work tree or into a `.git` folder, does not name a regular file, or would be written through a link",
    fix: "replace the link with a regular file, or name another path",
    exit: "by-file",
  },
  "bound-exceeded": {
    meaning: "a file or a search is larger than gocd-pin accepts",
    fix: "split the file, or name fewer files in `sources`",
    exit: "by-file",
  },
  "secret-in-clear": {
    meaning: "a user name, password or URL contains a literal credential",
    fix: "write `${NAME}` and set the environment variable NAME; if the credential was committed, change it",
    exit: "by-file",
  },
  "source-missing": {
    meaning: "`sources` or the command line names a file that does not exist",
    fix: "correct the path or glob, or create the file",
    exit: 2,
  },
  "source-unreadable": {
    meaning: "a source cannot be read, or is not text",
    fix: "make it a readable text file in UTF-8, or exclude it from `sources`",
    exit: 1,
  },
  "source-json": {
    meaning: "a file is in GoCD's JSON format, which gocd-pin does not support",
    fix: "write the pipeline in GoCD's YAML format",
    exit: 1,
  },
  "source-empty": {
    meaning: "a source is empty; GoCD rejects a config repo that contains an empty file",
    fix: "write pipelines into it, or remove it",
    exit: 1,
  },
  "source-name": {
    meaning: "the name or folder of a source conflicts with a generated file",
    fix: "rename or move the source",
    exit: 1,
  },
  "source-bom": {
    meaning: "a file starts with a byte order mark, which GoCD cannot read",
    fix: "save the file as UTF-8 without a byte order mark",
    exit: 1,
    warns: true,
  },
  "yaml-syntax": {
    meaning: "the text is not valid YAML, or GoCD cannot read this form of YAML",
    fix: "correct the text at the place shown",
    exit: "by-file",
  },
  "merge-conflict": {
    meaning: "the file contains conflict markers of a merge",
    fix: "keep the correct lines and remove the markers; if the file is generated, run `gocd-pin build`",
    exit: "by-file",
  },
  "yaml-dialect": {
    meaning: "GoCD reads a different value than a YAML 1.2 parser would",
    fix: "write the value in double quotes, or as a block",
    exit: 1,
    warns: true,
  },
  "yaml-form": {
    meaning: "the YAML is written in a form that gocd-pin cannot edit without changing other bytes",
    fix: "write the part shown in the usual form",
    exit: 1,
  },
  "pipeline-duplicate": {
    meaning: "two pipelines have the same name (names are case-insensitive), and GoCD rejects both",
    fix: "rename one of them",
    exit: 1,
  },
  "package-reference": {
    meaning: "the value of `package:` in a material is not a reference to a package",
    fix: "write `<repository>/<package>`, a package id, or an inline package",
    exit: 1,
  },
  "repository-unknown": {
    meaning: "a material names a package repository that is not declared",
    fix: "declare it under `package_repositories`, or correct the name",
    exit: 1,
  },
  "package-undeclared": {
    meaning: "a material names a package of the GoCD server by an id that no declared package has",
    fix: "to pin it, write `<repository>/<package>`, or declare the package with this `id` (`import` does)",
    exit: 1,
    warns: true,
  },
  "package-unknown": {
    meaning: "a material names a package that is not declared in its repository",
    fix: "declare it under `packages`, or correct the name",
    exit: 1,
  },
  "filter-invalid": {
    meaning: "a `tag_filter` is not a Java regular expression, or gocd-pin cannot apply it exactly",
    fix: "correct the pattern at the place shown",
    exit: "by-file",
  },
  "policy-invalid": {
    meaning: "the options of a `policy` are not valid",
    fix: "correct them; the documentation lists the options of each policy",
    exit: "by-file",
  },
  "filter-endless": {
    meaning: "a `tag_filter` needs too many steps to match a tag, so gocd-pin stopped it",
    fix: "write a simpler pattern",
    exit: 1,
  },
  "tag-unmatched": {
    meaning:
      "no tag of the image matches, or none of the newest tags that match can be pinned because of `platform`, `min_age` or a missing manifest",
    fix: "correct `tag_filter` or the key that the message names, or push a tag that matches",
    exit: 1,
  },
  "tag-missing": {
    meaning:
      "a tag that `hold`, `refresh --to`, `explain --tag` or the lock names does not exist in the registry",
    fix: "write a tag that exists; `gocd-pin explain PACKAGE` shows the tags",
    exit: 1,
  },
  "tag-vanished": {
    meaning: "the registry lists a tag but has no manifest for it, so gocd-pin chose the next one",
    fix: "push the image again, or clean up the registry",
    exit: 1,
    warns: true,
  },
  "platform-missing": {
    meaning: "the newest matching tag has no image for a required `platform`, so gocd-pin chose an older one",
    fix: "push the image for this platform, or correct `platform`",
    exit: 1,
    warns: true,
  },
  "tag-waits": {
    meaning: "a tag is younger than `min_age`, so gocd-pin does not pin it yet",
    fix: "wait, or pin it once with `gocd-pin refresh PACKAGE --to TAG`",
    exit: 1,
  },
  "dates-undecided": {
    meaning:
      "the policy `newest` cannot choose: several images have the newest build date, or no date is credible",
    fix: "set another policy, such as `policy: semver`",
    exit: 1,
  },
  "tag-floating": {
    meaning:
      "the pinned tag is floating, so it can point to another image later: `latest`, a branch or channel, an operating system without a version of the image (`ubi10`), a partial version (`1.31`), or a date tag of an older series",
    fix: "set a `tag_filter` that matches only tags that do not move, such as complete versions",
    exit: 1,
    warns: true,
  },
  "tag-downgrade": {
    meaning:
      "the newest tag is lower than the pinned one, which no longer exists or no longer matches; the pin stays",
    fix: "find out why the pinned tag is no longer the latest, or accept the lower tag with `refresh --allow-downgrade`",
    exit: 1,
    warns: true,
  },
  "tag-jump": {
    meaning:
      "the new tag is much higher than the previous one, or is a date although the other tags are versions",
    fix: "narrow `tag_filter` if the tag is not a release",
    exit: 1,
    warns: true,
  },
  "tag-prerelease": {
    meaning: "a pre-release, such as `-rc1`, is pinned although a release matches",
    fix: "set a `tag_filter` that matches only releases",
    exit: 1,
    warns: true,
  },
  "tag-unordered": {
    meaning:
      "the tag was chosen by its text among commits, names or variants of one version, or the policy or `tag_filter` excludes a higher version because of its format",
    fix: "set a `tag_filter` that matches only one kind of tag, or set a policy that can order them, such as `newest` for commits",
    exit: 1,
    warns: true,
  },
  "tag-mixed": {
    meaning: "tags with and without a leading `v` match, and a lower version was pinned because of its `v`",
    fix: "set a `tag_filter` that matches only one spelling, or `policy: semver`",
    exit: 1,
    warns: true,
  },
  "variant-lost": {
    meaning: "the previous pin was a variant, such as `-alpine`, and the new tag is not",
    fix: "set a `tag_filter` that ends in the variant",
    exit: 1,
    warns: true,
  },
  "image-missing": {
    meaning: "the registry or the image does not exist (404)",
    fix: "correct `image` or `registry_url`",
    exit: 1,
  },
  "registry-unreachable": {
    meaning: "the registry cannot be reached: unknown host name, refused connection, or proxy error",
    fix: "correct `registry_url`, or try again when the network is available",
    exit: 3,
  },
  "registry-timeout": {
    meaning: "the registry did not respond in time",
    fix: "try again, or set a longer `--timeout`",
    exit: 3,
  },
  "registry-tls": {
    meaning:
      "the certificate of the registry is not trusted, or the registry does not accept the client certificate",
    fix: "set `ca_file`, or `cert_file` and `key_file`",
    exit: 3,
  },
  "registry-unauthorized": {
    meaning: "there is no credential for the registry, or the registry does not accept it",
    fix: "log in, or set the environment variables that `username` and `password` name",
    exit: 3,
  },
  "registry-denied": {
    meaning: "the registry accepts the credential, but the account may not read the image",
    fix: "give the account the right to pull the image",
    exit: 3,
  },
  "registry-throttled": {
    meaning: "the registry limits the number of requests",
    fix: "log in, wait, or lower `--concurrency`",
    exit: 3,
  },
  "tags-incomplete": {
    meaning: "only part of the tag list could be read, and gocd-pin never chooses from an incomplete list",
    fix: "try again, or raise the limit that the message names",
    exit: 3,
  },
  "registry-protocol": {
    meaning: "the response is not from a registry, or violates the registry protocol",
    fix: "correct `registry_url`",
    exit: 3,
  },
  "server-rejected": {
    meaning: "the GoCD server rejects the files that gocd-pin generates",
    fix: "fix the problem that the message of the server describes; without `--repo-id`, the server also rejects pipelines that it already has",
    exit: 1,
  },
  "server-unreachable": {
    meaning: "the GoCD server cannot be reached, or has a temporary problem",
    fix: "correct the URL, or try again when the server and the network are available",
    exit: 3,
  },
  "server-timeout": {
    meaning: "the GoCD server did not respond in time",
    fix: "try again, or set a longer `--timeout`",
    exit: 3,
  },
  "server-tls": {
    meaning: "the certificate of the GoCD server is not trusted",
    fix: "set `NODE_EXTRA_CA_CERTS` to a file with the certificate of the authority",
    exit: 3,
  },
  "server-unauthorized": {
    meaning: "the GoCD server requires a credential, or does not accept the one in the environment",
    fix: "set `GOCD_AUTH_TOKEN`, or `GOCD_USERNAME` and `GOCD_PASSWORD`",
    exit: 3,
  },
  "server-denied": {
    meaning: "the GoCD server accepts the credential, but the account may not use the API",
    fix: "use the account of a system administrator; for `import`, an administrator of a pipeline group is enough",
    exit: 3,
  },
  "server-missing": {
    meaning: "the GoCD server does not have the API, its version, or the config repo of `--repo-id`",
    fix: "correct the URL or `--repo-id`, or update the GoCD server",
    exit: 3,
  },
  "server-protocol": {
    meaning: "the response is not from the API of a GoCD server, is incomplete, or is too large",
    fix: "correct the URL, and check the proxies and login pages in front of the server",
    exit: 3,
  },
  "registry-notice": {
    meaning: "information about a registry: a message from it, or its quota",
    fix: "read the message",
    exit: 1,
    warns: true,
  },
  "findings-limit": {
    meaning: "the report does not show all findings",
    fix: "fix the findings that are shown, and run the command again",
    exit: 1,
  },
  "certificate-unchecked": {
    meaning:
      "gocd-pin does not check the certificate of a registry, so an attacker could impersonate the registry",
    fix: "remove `insecure_skip_tls_verify`, and set `ca_file` to the certificate authority of the registry",
    exit: 1,
    warns: "always",
  },
  "registry-plaintext": {
    meaning: "a credential is sent over plain http to a registry or GoCD server that is not this machine",
    fix: "write `https://` in `registry_url` or in the URL of the GoCD server, or set up TLS for it",
    exit: 1,
    warns: "always",
  },
  "pin-missing": {
    meaning: "the lock has no pin for a package, and gocd-pin may not query the registry",
    fix: "run `gocd-pin build` without `--frozen`, and commit the lock",
    exit: 1,
  },
  "work-tree-missing": {
    meaning:
      "the last build knew the root of the git work tree, but this run does not, for example because an archive of the repo has no `.git`; it would write different pipelines",
    fix: "name the root with `--repository-root`",
    exit: 1,
  },
  "pipeline-left-out": {
    meaning:
      "`build --keep-going` did not write a pipeline because one of its packages has no pin, or because it depends on a pipeline that was not written",
    fix: "correct the error of the package, and run `gocd-pin build`",
    exit: 1,
  },
  "lock-invalid": {
    meaning: "this version cannot read the lock",
    fix: "restore it from git, or delete it and run `gocd-pin build`",
    exit: 1,
  },
  "lock-conflict": {
    meaning: "the lock contains conflict markers of a merge, or a build has resolved them",
    fix: "run `gocd-pin build`, check its choice in the lock, and commit the changes",
    exit: 1,
  },
  "manifest-invalid": {
    meaning: "the manifest of the last build cannot be read",
    fix: "restore it from git, or delete it and run `gocd-pin build`",
    exit: 1,
    warns: true,
  },
  "variable-collision": {
    meaning: "two materials set the same variable to different values",
    fix: "rename a material, or limit `variables.names`",
    exit: 1,
  },
  "variable-declared": {
    meaning:
      "the pipeline declares a secure variable that gocd-pin also writes, or a variable that differs from it only in case, and GoCD rejects both together",
    fix: "remove or rename the variable of the pipeline",
    exit: 1,
  },
  "variable-shadowed": {
    meaning: "a stage or job sets a variable that gocd-pin writes, and its value overrides the pin there",
    fix: "remove it from the stage or job to use the pin",
    exit: 1,
    warns: true,
  },
  "mode-impossible": {
    meaning: "a Docker material cannot be handled as `package_materials` requires",
    fix: "fix the problem that the message describes, or choose another mode",
    exit: 1,
  },
  "trigger-lost": {
    meaning: "the Docker material is removed, so a new pin no longer triggers this pipeline",
    fix: "fix the problem that prevents `configrepo`, or set `package_materials` to `pipeline`; to remove the trigger on purpose, set it to `remove`",
    exit: 1,
    warns: true,
  },
  "plugin-triggers": {
    meaning:
      "in mode `keep`, the plugin on the server still triggers the pipeline, for the tag that the plugin chooses",
    fix: "use this mode only during the migration, then write `package_materials: auto`",
    exit: 1,
    warns: true,
  },
  "label-template": {
    meaning: "gocd-pin cannot rewrite a label template into a form that GoCD accepts",
    fix: "use `${COUNT}` or the complete tag in it",
    exit: 1,
  },
  "output-blocked": {
    meaning: "a generated file cannot be read or written",
    fix: "remove the file or folder that is in the way, or correct the permissions",
    exit: 1,
  },
  "root-form": {
    meaning: "the root of a file, `pipelines` or `environments` is not a mapping",
    fix: "write each name with a colon, and indent its content below it",
    exit: 1,
  },
  "root-key": {
    meaning: "GoCD does not know a key of the root, and rejects every file of the config repo because of it",
    fix: "correct the key; if the part only contains anchors, move it to `common:`",
    exit: 1,
  },
  "format-version": {
    meaning: "`format_version` is not a number that GoCD knows, or is different in another file",
    fix: "write the same number from 1 to 11 in every file",
    exit: 1,
  },
  "filter-lost": {
    meaning:
      "a file without `format_version` loses its `includes` filters, because another file has a newer version",
    fix: "add the `format_version` of the other files to it",
    exit: 1,
    warns: true,
  },
  "key-unknown": {
    meaning: "GoCD does not know a key in this place, and ignores it silently",
    fix: "correct or remove it",
    exit: 1,
    warns: true,
  },
  "key-misplaced": {
    meaning: "a key is in the wrong place, where GoCD ignores it silently",
    fix: "move it to the place that the help names",
    exit: 1,
    warns: true,
  },
  "key-missing": {
    meaning: "a key that GoCD requires is missing",
    fix: "add it",
    exit: 1,
  },
  "key-second": {
    meaning: "GoCD reads only the first key of a stage, task, artifact or `on_cancel`",
    fix: "indent the lines that belong to the first key, or start a new item",
    exit: 1,
    warns: true,
  },
  "key-ignored": {
    meaning: "a key has no effect in this place, or has no effect together with another key",
    fix: "remove it, or remove the other key",
    exit: 1,
    warns: true,
  },
  "value-type": {
    meaning: "a value is a text, list or mapping where GoCD expects another type",
    fix: "write it in the form that the message names",
    exit: 1,
  },
  "value-dropped": {
    meaning: "GoCD expects a single value here, and ignores a list or mapping silently",
    fix: "write a single value",
    exit: 1,
    warns: true,
  },
  "value-empty": {
    meaning: "a required text is empty",
    fix: "fill it in, or remove the item",
    exit: 1,
  },
  "value-misread": {
    meaning: "GoCD reads a value differently from how it looks: `~` and `null` are text, and `7abc` is 7",
    fix: "write the value that you mean",
    exit: 1,
    warns: true,
  },
  "boolean-invalid": {
    meaning: "a value is not one that GoCD reads as true or false",
    fix: "write `true` or `false`",
    exit: 1,
  },
  "integer-invalid": {
    meaning: "a value is not a valid integer, or is out of range",
    fix: "write digits only, in the range that the help names",
    exit: 1,
  },
  "word-unknown": {
    meaning: "a value is not one of the allowed words",
    fix: "write the word that the help names",
    exit: 1,
  },
  "run-if-unknown": {
    meaning: "GoCD silently reads an unknown `run_if` as `passed`",
    fix: "write `passed`, `failed` or `any`",
    exit: 1,
    warns: true,
  },
  empty: {
    meaning: "a pipeline, stage or job is empty where GoCD requires at least one item",
    fix: "add one",
    exit: 1,
  },
  "name-invalid": {
    meaning: "GoCD does not accept the form of a name",
    fix: "use ASCII letters, digits, `_`, `-` and `.`",
    exit: 1,
  },
  "name-duplicate": {
    meaning:
      "two stages, jobs, parameters, options, groups or new SCMs have the same name, or differ only in case",
    fix: "rename one of them, or remove one",
    exit: 1,
  },
  "environment-duplicate": {
    meaning: "an environment lists something twice, or a pipeline is in two environments",
    fix: "remove one of the two",
    exit: 1,
  },
  "variable-name": {
    meaning: "the name of a variable is empty, or starts or ends with a space",
    fix: "correct the name",
    exit: 1,
  },
  "variable-duplicate": {
    meaning:
      "a variable is declared twice in one place (names are case-insensitive; plain and secure variables count together)",
    fix: "remove one of the two",
    exit: 1,
  },
  "variable-empty": {
    meaning: "a secure variable without a value becomes an empty plain variable",
    fix: "write the encrypted value, or remove the variable",
    exit: 1,
    warns: true,
  },
  "variable-built-in": {
    meaning: "a variable has the name of a variable that GoCD sets itself",
    fix: "rename it",
    exit: 1,
    warns: true,
  },
  "variable-case": {
    meaning:
      "a variable differs only in case from a variable of the pipeline, stage or environment around it, and does not override it",
    fix: "write the same name, or a different one",
    exit: 1,
    warns: true,
  },
  "variable-unknown": {
    meaning: "a script or argument uses a GoCD variable that the job does not get",
    fix: "correct the name, or declare the variable",
    exit: 1,
    warns: true,
  },
  "variable-gone": {
    meaning: "a script or argument uses a variable of a material that the build removes",
    fix: "use the pinned variables, or keep the material",
    exit: 1,
    warns: true,
  },
  "hash-unescaped": {
    meaning: "a text that GoCD searches for parameters contains a single `#`",
    fix: "write `##`, or `#{name}` for a parameter",
    exit: 1,
  },
  "parameter-unknown": {
    meaning: "the pipeline uses a parameter that it does not declare",
    fix: "declare it under `parameters`, or write `##{`",
    exit: 1,
  },
  "material-kind": {
    meaning: "GoCD cannot determine the type of a material",
    fix: "write one of `git:`, `svn:`, `hg:`, `p4:`, `pipeline:`, `package:`, `scm:`, or a `type:`",
    exit: 1,
  },
  "material-duplicate": {
    meaning: "two materials of a pipeline have the same name, id or upstream pipeline",
    fix: "remove one of the two",
    exit: 1,
  },
  "material-remote": {
    meaning: "GoCD does not accept the URL, branch or credentials of a material",
    fix: "correct them as the help says",
    exit: 1,
  },
  "package-id": {
    meaning: "the value of `package:` cannot be the id of a package",
    fix: "write the id, or build the file with gocd-pin",
    exit: 1,
  },
  "auto-update-clash": {
    meaning: "GoCD polls the same repository and branch in one place, but not in another",
    fix: "write the same `auto_update` everywhere",
    exit: 1,
  },
  "filter-both": {
    meaning: "a material has both a list of paths to ignore and a list of paths to include",
    fix: "remove one of the two",
    exit: 1,
  },
  "destination-missing": {
    meaning: "a pipeline checks out several materials, and one has no destination",
    fix: "write `destination:` for each",
    exit: 1,
  },
  "destination-clash": {
    meaning: "two materials have the same destination, or one destination is inside the other",
    fix: "use a separate folder for each material",
    exit: 1,
  },
  "path-invalid": {
    meaning: "a path leads out of the allowed folder, or GoCD does not accept its form",
    fix: "write a relative path without `..`",
    exit: 1,
  },
  "label-invalid": {
    meaning: "a label template contains nothing that GoCD can replace",
    fix: "use `${COUNT}`, `${env:NAME}` or the name of a material",
    exit: 1,
  },
  "timer-invalid": {
    meaning: "the `spec` of a timer is not a Quartz cron expression",
    fix: "write seconds first, and `?` for one of the two day fields",
    exit: 1,
  },
  "tracking-tool": {
    meaning: "GoCD does not accept the `link` or `regex` of a tracking tool",
    fix: "write a link with `${ID}`, and a regular expression",
    exit: 1,
  },
  "tab-invalid": {
    meaning: "GoCD does not accept the name or path of a tab",
    fix: "use a short name, and a path without spaces",
    exit: 1,
  },
  "elastic-profile": {
    meaning: "an elastic profile is empty, or cannot be used together with another key of the job",
    fix: "name a profile, or remove one of the two keys",
    exit: 1,
  },
  "artifact-invalid": {
    meaning: "an artifact has no source, or two artifacts of a job are the same",
    fix: "correct or remove it",
    exit: 1,
  },
  "task-kind": {
    meaning: "GoCD does not know the type of a task, and rejects every file of the config repo because of it",
    fix: "correct the type",
    exit: 1,
  },
  "on-cancel-nested": {
    meaning: "an `on_cancel` task has its own `on_cancel`",
    fix: "remove the inner one",
    exit: 1,
  },
  "alias-endless": {
    meaning: "an alias contains itself, so GoCD would follow it endlessly",
    fix: "replace the alias with its content",
    exit: 1,
  },
  "fetch-source": {
    meaning: "a fetch task names a pipeline, stage or job whose artifacts are not available to it",
    fix: "correct the pipeline, stage or job",
    exit: 1,
  },
  "upstream-stage": {
    meaning: "a dependency material names a stage that the upstream pipeline does not have",
    fix: "correct the stage",
    exit: 1,
  },
  "fan-in": {
    meaning:
      "pins of different packages trigger a pipeline through several materials, but GoCD's fan-in does not trigger the pipeline when only some of the pins move",
    fix: "move the packages in one commit, or switch fan-in off on the server and accept the warning",
    exit: 1,
    warns: true,
  },
  "dependency-cycle": {
    meaning: "pipelines depend on one another in a cycle",
    fix: "remove one of the dependency materials",
    exit: 1,
  },
  "project-exists": {
    meaning: "`init` would have to overwrite a file, which it never does",
    fix: "edit the file, or run `init` in another folder",
    exit: 2,
  },
  "files-changed": {
    meaning: "`build --exit-code` changed generated files, which fails a commit hook",
    fix: "stage the changed files and commit again",
    exit: 1,
  },
  "output-stale": {
    meaning:
      "a generated file is out of date: the sources, the declarations or the lock changed after it was built",
    fix: "run `gocd-pin build` and commit the changes",
    exit: 1,
  },
  "output-edited": {
    meaning:
      "a generated file differs from the output of gocd-pin: it was edited by hand, or was not built or committed with the other files",
    fix: "make the change in the source, then run `gocd-pin build` and commit the changes",
    exit: 1,
  },
  "output-missing": {
    meaning: "a generated file is missing",
    fix: "run `gocd-pin build` and commit the changes",
    exit: 1,
  },
  "output-superfluous": {
    meaning:
      "a generated file belongs to a source or pipeline that no longer exists, and GoCD still loads it",
    fix: "run `gocd-pin build`, which removes it, and commit the change",
    exit: 1,
  },
  "output-ignored": {
    meaning: "git ignores a generated file, so a clone of the repo does not have it",
    fix: "add the file with `git add --force`, or change .gitignore",
    exit: 1,
  },
  "output-untracked": {
    meaning: "git does not track a generated file, so a clone of the repo does not have it",
    fix: "add the file with `git add`, and commit it",
    exit: 1,
  },
  "git-unanswered": {
    meaning: "git did not respond in time, so untracked generated files are not reported",
    fix: "run `git ls-files` to find out why git is slow",
    exit: 1,
  },
  "output-foreign": {
    meaning:
      "a file in the output folder was not written by gocd-pin; if it is a pipeline file, GoCD loads it too",
    fix: "move it out of the output folder; move a pipeline file to the sources",
    exit: 1,
  },
  "lock-edited": {
    meaning: "the lock differs from what the last build wrote: it was edited, merged or deleted by hand",
    fix: "restore it from git, or run `gocd-pin build`, which queries the digest of an edited tag",
    exit: 1,
  },
  "pin-outdated": {
    meaning: "a pin does not match the declaration of its package: one of the two was changed",
    fix: "run `gocd-pin build` with access to the registry, and commit the changes",
    exit: 1,
  },
  "pin-unused": {
    meaning: "the lock has a pin for a package that no pipeline uses",
    fix: "run `gocd-pin build` and commit the lock",
    exit: 1,
  },
  "pin-behind": {
    meaning: "the registry has a newer matching tag than the pinned one",
    fix: "run `gocd-pin refresh` and commit the changes",
    exit: 1,
  },
  "pin-once": {
    meaning: "`refresh --to` pinned a tag that the next refresh may move",
    fix: "to keep it there, write `hold` in the declaration of the package, and run `gocd-pin build`",
    exit: 1,
  },
  "pin-vanished": {
    meaning: "the pinned tag no longer exists in the registry",
    fix: "find out why, or run `gocd-pin refresh`",
    exit: 1,
    warns: true,
  },
  "pin-moved": {
    meaning: "the digest of the pinned tag changed: the tag now names another image",
    fix: "find out who pushed the tag again, or run `gocd-pin refresh`",
    exit: 1,
  },
  "digest-unknown": {
    meaning: "a digest is needed, but the package is pinned without one",
    fix: "remove `digest: false` from its declaration, and run `gocd-pin refresh`",
    exit: 1,
    warns: true,
  },
  "import-document": {
    meaning:
      "a file to import is not a `cruise-config.xml` or a saved response of GoCD's API, or is incomplete",
    fix: "save the file again as the message describes",
    exit: 1,
  },
  "import-entry": {
    meaning: "a package repository or package to import is not valid in `gocd-pin.yaml`",
    fix: "correct the name, filter or setting on the GoCD server or in the project file, and import again",
    exit: 1,
  },
  "import-differs": {
    meaning: "a package repository or package to import is already declared with different content",
    fix: "correct the declaration, which `import` never overwrites, or ignore the warning",
    exit: 1,
    warns: true,
  },
  "import-skipped": {
    meaning: "`import` does not understand a part of the server's configuration, or leaves it to the server",
    fix: "declare it by hand, if it is needed",
    exit: 1,
    warns: true,
  },
  "import-unused": {
    meaning: "a note: there are imported packages that no pipeline of the config repo uses",
    fix: "ignore the note, or remove the packages from `gocd-pin.yaml`; gocd-pin pins them when a pipeline uses them",
    exit: 1,
  },
  "export-lost": {
    meaning: "`export` leaves out or renames something that the plugin or GoCD does not know",
    fix: "check that the plugin does what you expect without it, or ignore the warning",
    exit: 1,
    warns: true,
  },
  "image-variable": {
    meaning:
      "a variable of the job's environment is missing, or is not a valid registry, image, tag or digest",
    fix: "run the command in a job of a pipeline that gocd-pin built, and list all needed properties in `variables.properties`",
    exit: 1,
  },
  "docker-failed": {
    meaning: "`docker pull` failed or could not be started",
    fix: "read the output of docker, then install docker or log in",
    exit: 1,
  },
} as const satisfies Record<string, CodeEntry>;

/** A row of the table of codes. */
interface CodeEntry {
  readonly meaning: string;
  readonly fix: string;
  readonly exit: 1 | 2 | 3 | "by-file";
  /** Set if warnings have this code, which `accept` may name; "always" if they must always be reported. */
  readonly warns?: true | "always";
}

/** The code of a diagnostic: a key of the table. */
export type Code = keyof typeof CODES;

/** The code of a warning. The same code may also be that of an error. */
export type WarningCode = {
  [Key in Code]: (typeof CODES)[Key] extends { readonly warns: unknown } ? Key : never;
}[Code];

/** The codes that `accept` may name, in alphabetical order. */
export const ACCEPTABLE_CODES: readonly Code[] = Object.keys(CODES)
  .filter((code) => isCode(code))
  .filter((code) => entryOf(code).warns === true)
  .sort();

/** Returns why `accept` may not name a code, as a clause after the code; undefined if there is no such code. */
export function whyNotAcceptable(text: string): string | undefined {
  if (!isCode(text)) return undefined;
  return entryOf(text).warns === "always"
    ? "is always reported, as it is about the safety of the connection"
    : "is not the code of a warning, and only warnings can be accepted";
}

function isCode(text: string): text is Code {
  return Object.hasOwn(CODES, text);
}

function entryOf(code: Code): CodeEntry {
  return CODES[code];
}
