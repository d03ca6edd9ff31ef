/**
 * Creates a value once for the whole process. Pages, route handlers and each reload in development
 * have their own copy of a module, so a variable of a module is not enough.
 */
export function keep<T>(name: string, make: () => T): T {
  const store = globalThis as unknown as { kept?: Map<string, unknown> };
  store.kept ??= new Map();
  if (!store.kept.has(name)) store.kept.set(name, make());
  return store.kept.get(name) as T;
}
