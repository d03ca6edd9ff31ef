import { incomplete, tooSlow } from './body.mjs';

/**
 * Reads a request of Node into a body, up to its limit. The timeout covers the whole body.
 *
 * @param {import('node:http').IncomingMessage} req
 * @param {import('./body.mjs').Body} body
 * @param {number} timeout milliseconds
 * @returns {Promise<void>}
 */
export function readStream(req, body, timeout) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => end(tooSlow(timeout)), timeout);
    const listeners = {
      data: (part) => {
        try {
          body.add(part);
        } catch (error) {
          end(error);
        }
      },
      end: () => end(),
      error: () => end(incomplete()),
      close: () => end(incomplete()),
    };
    function end(error) {
      clearTimeout(timer);
      for (const [event, listener] of Object.entries(listeners)) req.off(event, listener);
      if (error === undefined) return resolve();
      // A later error of the connection must not end the process.
      req.on('error', () => {});
      req.pause();
      reject(error);
    }
    for (const [event, listener] of Object.entries(listeners)) req.on(event, listener);
    // An earlier middleware may have paused it.
    req.resume();
  });
}
