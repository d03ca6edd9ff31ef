/**
 * Prints the events of a call: one line per request, response and wait.
 *
 * Native code sends events without keys, codes and tokens, and with a masked phone number.
 */
export class Printer {
  #last;

  onEvent(event) {
    this.#last = event;
    print(event, describe(event));
  }

  onAbort() {
    if (this.#last) print(this.#last, ['<-', 'aborted by the caller']);
  }
}

function describe(event) {
  switch (event.type) {
    case 'request':
      return ['->', event.phone && `phone=${event.phone}`];
    case 'answer':
      return ['<-', event.status, `${event.elapsedMs}ms`];
    case 'failure':
      return ['<-', event.status, event.code, `${event.elapsedMs}ms`];
    default:
      return ['..', `retries in ${event.waitMs}ms`];
  }
}

function print({ method, path, attempt }, [arrow, ...facts]) {
  const words = [arrow, method, path, ...facts, `attempt=${attempt}`];
  console.debug(`[baxverify] ${words.filter((word) => word !== undefined).join(' ')}`);
}
