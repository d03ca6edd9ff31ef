// The emulator's events. The tabs of a browser share one connection, because HTTP/1.1 has only six.
// The tab that holds a lock reads the events and passes them on. If it closes, another tab gets the
// lock.

import { ROOT } from './api.mjs';

const NAME = `baxverify-emulator-events ${ROOT}`;
/** A browser may freeze the tab that reads. A visible tab then takes its place. */
const REPLY_MS = 3_000;
const CHECK_MS = 10_000;

/**
 * Calls `onEvent` with each event, and `onConnection` with whether events arrive. Each connection
 * starts with the event `connected`.
 */
export function follow(handlers) {
  const channel = openChannel();
  if (channel && navigator.locks) share(channel, handlers);
  else followWhileVisible(handlers);
}

/** Returns nothing if the browser blocks it, as it does with storage. */
function openChannel() {
  try {
    return new BroadcastChannel(NAME);
  } catch {
    return undefined;
  }
}

function share(channel, handlers) {
  let source;
  let isConnected = false;
  let noReply;

  // A tab also handles what it passes on.
  const tell = (message) => {
    channel.postMessage(message);
    receive(message);
  };
  function receive({ type, event, connected }) {
    if (type === 'event') handlers.onEvent(event);
    if (type === 'connection') handlers.onConnection(connected);
  }
  function lead() {
    clearTimeout(noReply);
    source = connect({
      onEvent: (event) => tell({ type: 'event', event }),
      onConnection: (connected) => {
        isConnected = connected;
        tell({ type: 'connection', connected });
      },
    });
    return new Promise(() => {});
  }
  function request(options) {
    return navigator.locks.request(NAME, options, lead).catch(({ name }) => {
      const wasLeader = source !== undefined;
      source?.close();
      source = undefined;
      if (name !== 'AbortError') followWhileVisible(handlers);
      else if (wasLeader) request({});
    });
  }
  function ask() {
    if (source || document.hidden) return;
    channel.postMessage({ type: 'ask' });
    clearTimeout(noReply);
    noReply = setTimeout(() => request({ steal: true }), REPLY_MS);
  }

  channel.onmessage = ({ data }) => {
    if (data.type === 'ask') {
      if (source) channel.postMessage({ type: 'connection', connected: isConnected });
      return;
    }
    clearTimeout(noReply);
    if (!source) receive(data);
  };
  document.addEventListener('visibilitychange', ask);
  setInterval(ask, CHECK_MS);
  request({});
  // The lock is granted at once if no other tab has it.
  setTimeout(ask, 100);
}

/** Without locks, hidden tabs must not use up the connections. */
function followWhileVisible(handlers) {
  let source;
  const update = () => {
    if (document.hidden) {
      source?.close();
      source = undefined;
      handlers.onConnection(false);
    } else {
      source ??= connect(handlers);
    }
  };
  document.addEventListener('visibilitychange', update);
  update();
}

/** The browser reconnects by itself, except after a response that is no event stream. */
function connect({ onEvent, onConnection }) {
  let source;
  let retry;
  const open = () => {
    source = new EventSource(`${ROOT}emulator/events`);
    source.onmessage = ({ data }) => {
      const event = parse(data);
      if (event?.type === 'connected') onConnection(true);
      else if (event) onEvent(event);
    };
    source.onerror = () => {
      onConnection(false);
      if (source.readyState === EventSource.CLOSED) retry = setTimeout(open, 2_000);
    };
  };
  open();
  return {
    close() {
      clearTimeout(retry);
      source.close();
    },
  };
}

function parse(data) {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
