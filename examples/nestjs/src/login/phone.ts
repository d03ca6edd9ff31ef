/** Normalizes a number as people write it, so that validation and limits see one form of it. */
export function tidyPhone(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/[\s().-]/g, '').replace(/^00/, '+') : value;
}
