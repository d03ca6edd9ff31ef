/**
 * Prints an event of a call: one line per request, answer and wait.
 *
 * Events come from native code without keys, codes and tokens, and with the phone masked.
 */
function printEvent(json) {
  console.debug(`[baxverify] ${line(JSON.parse(json))}`);
}

function line({ method, path, attempt, ...event }) {
  const target = `${method} ${path}`;
  switch (event.type) {
    case 'request':
      return `-> ${target}${event.phone ? ` phone=${event.phone}` : ''} attempt=${attempt}`;
    case 'answer':
      return `<- ${target} ${event.status} ${event.elapsedMs}ms attempt=${attempt}`;
    case 'failure': {
      const result = event.status ? `${event.status} ${event.code}` : event.code;
      return `<- ${target} ${result} ${event.elapsedMs}ms attempt=${attempt}`;
    }
    default:
      return `.. ${target} waits ${event.waitMs}ms for attempt=${attempt + 1}`;
  }
}

module.exports.printEvent = printEvent;
