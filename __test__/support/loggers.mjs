import { Console } from 'node:console';
import { Writable } from 'node:stream';
import pino from 'pino';
import winston from 'winston';

/** Loggers that people use, each with the texts that it writes. */
export const LOGGERS = {
  pino: (sink) => pino({ level: 'debug' }, sink),
  'a child of pino': (sink) => pino({ level: 'debug' }, sink).child({ part: 'sms' }),
  winston: (sink) => winstonOf(sink, winston.format.json()),
  'winston with plain lines': (sink) => winstonOf(sink, winston.format.simple()),
  'winston with splat': (sink) =>
    winstonOf(sink, winston.format.combine(winston.format.splat(), winston.format.json())),
  console: (sink) => new Console(sink, sink),
};

function winstonOf(stream, format) {
  const transports = [new winston.transports.Stream({ stream })];
  return winston.createLogger({ level: 'debug', format, transports });
}

/** @returns {{ logger: object, lines: string[] }} the lines that the logger wrote */
export function written(create) {
  const lines = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(...String(chunk).split('\n').filter(Boolean));
      done();
    },
  });
  return { logger: create(sink), lines };
}

/** A logger that keeps its arguments. */
export class Recorder {
  lines = [];

  debug(...args) {
    this.lines.push(['debug', ...args]);
  }

  info(...args) {
    this.lines.push(['info', ...args]);
  }

  warn(...args) {
    this.lines.push(['warn', ...args]);
  }

  error(...args) {
    this.lines.push(['error', ...args]);
  }

  /** The fields of the lines of a level. */
  of(level) {
    return this.lines.filter(([found]) => found === level).map(([, , fields]) => fields);
  }
}
