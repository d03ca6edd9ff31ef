const { PhoneLoginError } = require('../login/error.js');
const { tooSlow } = require('./body.js');

/** The client has gone before its request was whole: nobody waits for an answer. */
const gone = () => new PhoneLoginError('invalid_input');

/**
 * Reads a request of Node into a body. The time is for the whole of it: a client that sends a byte
 * now and then is slow too.
 *
 * @param {import('node:http').IncomingMessage} req
 * @param {import('./body.js').Body} body
 * @param {number} timeout milliseconds
 */
function readStream(req, body, timeout) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => end(tooSlow()), timeout);
    const listeners = {
      data: (part) => {
        try {
          body.add(part);
        } catch (error) {
          end(error);
        }
      },
      end: () => end(),
      error: () => end(gone()),
      close: () => end(gone()),
    };
    function end(error) {
      clearTimeout(timer);
      for (const [event, listener] of Object.entries(listeners)) req.off(event, listener);
      // What comes after an error of ours is nobody's business, but must not end the process.
      req.on('error', () => {});
      req.pause();
      if (error === undefined) resolve();
      else reject(error);
    }
    for (const [event, listener] of Object.entries(listeners)) req.on(event, listener);
    // What ran before may have paused it.
    req.resume();
  });
}

module.exports = { readStream };
