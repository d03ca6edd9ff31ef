/** As people write it to as machines do, so that one number is one number for validation and limits alike. */
export function tidyPhone(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/[\s().-]/g, '').replace(/^00/, '+') : value;
}
