/** One line for one SMS. Escapes what could steer a terminal: a purpose may hold anything. */
function smsLine({ phone, text, purpose }) {
  const suffix = purpose === undefined ? '' : ` [${printable(purpose)}]`;
  return `SMS to ${phone}: ${text}${suffix}\n`;
}

function printable(text) {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/[\u007f-\u009f\u2028\u2029]/g, '?');
}

module.exports = { smsLine };
