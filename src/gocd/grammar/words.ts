/** The names that NameTypeValidator accepts: of pipelines, stages, groups, templates, materials and the like. */
export const NAME_PATTERN = "^[a-zA-Z0-9_-][a-zA-Z0-9_.-]{0,254}$";

/** The same, or an empty name: the group "" is the default group, a material "" has no name (ConfigConverter). */
export const NAME_OR_EMPTY_PATTERN = "^([a-zA-Z0-9_-][a-zA-Z0-9_.-]{0,254})?$";

/** The names that JobConfig accepts: unlike other names, they may start with `.`. */
export const JOB_NAME_PATTERN = "^[a-zA-Z0-9_.-]{1,255}$";

/** The names that GoCD gives the instances of a job with `run_instances`; no job may be called so (JobConfig). */
export const JOB_INSTANCE_PATTERN = "-(?:runOnAll|runInstance)-[0-9]+$";

/** The words that YamlUtils.getOptionalBoolean reads, in exactly these cases. */
export const BOOLEAN_PATTERN =
  "^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON|n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$";
