/**
 * Returns the line of one SMS. Escapes control characters, because a purpose may contain any text.
 */
function smsLine({ phone, text, purpose }) {
  const suffix = purpose === undefined ? '' : ` [${escapeControls(purpose)}]`;
  return `SMS to ${phone}: ${text}${suffix}\n`;
}

function escapeControls(text) {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/[\u007f-\u009f\u2028\u2029]/g, '?');
}

module.exports = { smsLine };
