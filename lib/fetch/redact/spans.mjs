export const REPLACEMENT = '[redacted]';

/** Control characters, line separators, and characters that change the direction of text. */
const FORGES_LINES = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** The positions of secrets in one text, in any order. They may overlap. */
export class Spans {
  #spans = [];

  /** @param {string} [shown] a masked phone number, which takes the place of the secret */
  push(start, end, shown) {
    this.#spans.push({ start, end, shown });
  }

  /** `text` without these spans, and without characters that could forge log lines. */
  cut(text) {
    // Of overlapping spans, the one that covers the others comes first. Of two equal spans, the one
    // that shows nothing.
    const spans = this.#spans.sort(
      (a, b) => a.start - b.start || b.end - a.end || Number(!!a.shown) - Number(!!b.shown),
    );
    let clean = '';
    let copied = 0;
    for (let at = 0; at < spans.length; ) {
      const { start, end: own, shown } = spans[at++];
      let end = own;
      while (at < spans.length && spans[at].start < end) end = Math.max(end, spans[at++].end);
      clean += safe(text.slice(copied, start));
      clean += shown !== undefined && end === own ? shown : REPLACEMENT;
      copied = end;
    }
    return clean + safe(text.slice(copied));
  }
}

function safe(text) {
  return text.replace(FORGES_LINES, ' ');
}
