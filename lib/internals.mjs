/**
 * The key of a client's native object and defaults.
 *
 * Not a private field, because private fields throw behind a Proxy. Tracing and mocking libraries
 * use proxies.
 */
export const internals = Symbol('internals');
