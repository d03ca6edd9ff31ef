/**
 * Makes a thing once for the whole process. Pages, route handlers and each reload in development have a copy of a
 * module of their own, so what a module holds is not enough.
 */
export function keep<T>(name: string, make: () => T): T {
  const store = globalThis as unknown as { kept?: Map<string, unknown> };
  store.kept ??= new Map();
  if (!store.kept.has(name)) store.kept.set(name, make());
  return store.kept.get(name) as T;
}
