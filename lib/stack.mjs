// Where the stacks of errors begin: near the line of the caller.

/** Errors that no method has shortened yet. */
const unshortened = new WeakSet();

/** Marks an error whose stack the called method shortens. */
export function toShorten(error) {
  unshortened.add(error);
  return error;
}

/**
 * Leaves out the frames above `method` and its own. They are the checks of arguments, and say
 * nothing to the caller. Other values, such as what a getter of an argument threw, stay as they
 * are.
 *
 * @param {unknown} error
 * @param {Function} method
 * @param {Function} [inner] a function that `method` calls. The stack lacks `method` after an await,
 *   and with JavaScriptCore, which drops the frames of tail calls.
 */
export function shortened(error, method, inner) {
  if (!unshortened.delete(error)) return error;
  try {
    Error.captureStackTrace(error, method);
    if (inner && !/\n +at /.test(error.stack)) Error.captureStackTrace(error, inner);
  } catch {
    // The engine lacks it, or a library has replaced it or `prepareStackTrace`. The error matters
    // more than its stack.
  }
  return error;
}

/** An error without frames: those of its creation would only fill logs. */
export function withoutFrames(message, options) {
  const error = new Error(message, options);
  error.stack = `Error: ${message}`;
  return error;
}
