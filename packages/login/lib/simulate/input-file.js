const { createReadStream } = require('node:fs');

const MOST_LINE_CHARACTERS = 4096;
const MOST_JSON_CHARACTERS = 64 * 1024 * 1024;

/** What the user has to correct. The message names the place, and holds nothing of a file. */
class InputError extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** A file piece by piece, without a byte order mark. */
async function* piecesOf(path) {
  let isFirst = true;
  try {
    for await (const piece of createReadStream(path, 'utf8')) {
      yield isFirst ? piece.replace(/^\uFEFF/, '') : piece;
      isFirst = false;
    }
  } catch (error) {
    throw error.code ? new InputError(`${path} cannot be read: ${error.code}.`) : error;
  }
}

/** The lines of a file. Holds one piece of it at a time. */
async function* linesOf(path) {
  let rest = '';
  let number = 0;
  const bounded = (line, at) => {
    if (line.length <= MOST_LINE_CHARACTERS) return line.replace(/\r$/, '');
    throw new InputError(`line ${at}: longer than ${MOST_LINE_CHARACTERS} characters.`);
  };
  for await (const piece of piecesOf(path)) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      number += 1;
      yield bounded(line, number);
    }
    bounded(rest, number + 1);
  }
  yield rest;
}

async function readJson(path) {
  let text = '';
  for await (const piece of piecesOf(path)) {
    text += piece;
    if (text.length > MOST_JSON_CHARACTERS) {
      throw new InputError(`${path} is larger than ${MOST_JSON_CHARACTERS} characters.`);
    }
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    // Node.js names no position where the text ends too early.
    const at = /position (\d+)/.exec(error.message)?.[1] ?? text.length;
    throw new InputError(`${path}: line ${text.slice(0, at).split('\n').length} is not JSON.`);
  }
}

module.exports = { InputError, linesOf, readJson };
