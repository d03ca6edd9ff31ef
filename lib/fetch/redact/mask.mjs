/** Characters. Longer values are not phone numbers, and nothing of them is shown. */
const LONGEST = 64;
const TAIL = 2;
/** If fewer characters were hidden, the number could be guessed. */
const FEWEST_HIDDEN = 4;

/** `+4366412345678` becomes `+43*********78`. See crates/client/src/redact/mask.rs. */
export function maskPhone(phone) {
  // A character has at most two units.
  const chars = [...phone.slice(0, 2 * LONGEST + 2)];
  const { length } = chars;
  const head = phone.startsWith('+') ? 3 : 2;
  if (length > LONGEST || length < head + TAIL + FEWEST_HIDDEN) {
    return '*'.repeat(Math.min(length, LONGEST));
  }
  const isShown = (char, at) =>
    char === '+' ? at === 0 : char >= '0' && char <= '9' && (at < head || at >= length - TAIL);
  return chars.map((char, at) => (isShown(char, at) ? char : '*')).join('');
}
