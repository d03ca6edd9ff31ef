'use strict';

const { AsyncResource } = require('node:async_hooks');
const { Printer } = require('./debug.js');
const { Tracer, isTraced } = require('./trace.js');

/**
 * Whoever is to be told what a call does on the wire, or undefined if nobody is.
 *
 * Events come from the event loop; they are handed on in the caller's asynchronous context, so that a
 * trace finds its parent.
 *
 * @param {boolean} debug
 */
function observe(debug) {
  const observers = [];
  if (debug) observers.push(new Printer());
  if (isTraced()) observers.push(new Tracer());
  if (observers.length === 0) return undefined;
  return {
    onEvent: AsyncResource.bind((json) => {
      const event = JSON.parse(json);
      for (const observer of observers) observer.onEvent(event);
    }),
    onAbort: () => {
      for (const observer of observers) observer.onAbort();
    },
  };
}

module.exports.observe = observe;
