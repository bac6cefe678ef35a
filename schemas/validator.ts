/** A finding of a validator: where (JSON pointer), which keyword of which schema, and its parameters. */
export interface SchemaError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The key, if the error is about a key by its `propertyNames` schema. */
  readonly propertyName?: string;
  /** The keyword's value. */
  readonly schema: unknown;
  readonly parentSchema: Readonly<Record<string, unknown>>;
}

/** A compiled schema. After a value that does not match, `errors` has the findings. */
export interface Validator<T> {
  (data: unknown): data is T;
  errors?: readonly SchemaError[] | null;
}
