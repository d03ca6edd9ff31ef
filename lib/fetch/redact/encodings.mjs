/**
 * The forms of a secret inside base64 and hexadecimal text. In `text` is the part that comes only
 * from the secret. `before` and `after` count the characters next to it that also contain bits of
 * the secret.
 *
 * @param {string} secret the bytes of the secret, one per character
 */
export function encoded(secret) {
  const forms = [{ text: hexadecimal(secret), before: 0, after: 0 }];
  // The form depends on the position of the secret.
  for (let filler = 0; filler < 3; filler++) {
    const bytes = '\0'.repeat(filler) + secret;
    // A character holds six bits.
    const start = Math.ceil((8 * filler) / 6);
    const end = Math.floor((8 * bytes.length) / 6);
    const after = (8 * bytes.length) % 6 ? 1 : 0;
    const whole = btoa(bytes);
    for (const alphabet of [whole, whole.replaceAll('+', '-').replaceAll('/', '_')]) {
      const text = alphabet.slice(start, end);
      if (start > end || forms.some((known) => known.text === text)) continue;
      forms.push({ text, before: filler > 0 ? 1 : 0, after });
    }
  }
  return forms;
}

function hexadecimal(secret) {
  let text = '';
  for (let at = 0; at < secret.length; at++) {
    text += secret.charCodeAt(at).toString(16).padStart(2, '0');
  }
  return text;
}
