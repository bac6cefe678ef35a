/**
 * Adds items to a list. `list.push(...items)` passes them as arguments, which overflows the stack with some 100,000 of
 * them, as a hostile file can have errors.
 */
export function addAll<T>(list: T[], items: Iterable<T>): void {
  for (const item of items) list.push(item);
}
