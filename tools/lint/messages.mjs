// Extracts the messages of the SDK's errors as Markdown. The line numbers stay the same.

import ts from 'typescript';

/** The folders whose string literals users may see. */
const SHOWN = /^(?:lib|crates\/client\/src)\//;
/** Programs read a literal without two words. */
const TWO_WORDS = /\p{L} \p{L}/u;
/** In this order: a quote in a comment, in a raw string or in a character begins no literal. */
const RUST_TOKENS = /\/\/.*|r(#+)"[\s\S]*?"\1|'(?:\\.|[^'\\])'|"((?:[^"\\]|\\[\s\S])*)"/g;

/**
 * @param {string} path relative to the root of the repository
 * @param {string} source
 * @returns {string} text with as many lines as the source
 */
export function messagesOf(path, source) {
  const lines = source.split('\n').map(() => '');
  if (!SHOWN.test(path)) return lines.join('\n');
  const literals = path.endsWith('.rs') ? inRust(source) : inJavaScript(path, source);
  for (const { at, text } of literals) {
    if (!TWO_WORDS.test(text)) continue;
    const line = source.slice(0, at).split('\n').length - 1;
    lines[line] = lines[line] === '' ? `- ${text}` : `${lines[line]}. ${text}`;
  }
  return lines.join('\n');
}

function* inRust(source) {
  for (const { index, 2: literal } of source.matchAll(RUST_TOKENS)) {
    // A backslash at the end of a line continues the literal on the next.
    if (literal) yield { at: index, text: literal.replace(/\\?\n\s*/g, '') };
  }
}

function* inJavaScript(path, source) {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const nodes = [file];
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    if (ts.isStringLiteralLike(node)) yield { at: node.getStart(file), text: node.text };
    if (ts.isTemplateExpression(node)) yield { at: node.getStart(file), text: textOf(node) };
    nodes.push(...node.getChildren(file));
  }
}

function textOf({ head, templateSpans }) {
  return [head.text, ...templateSpans.map(({ literal }) => `Code${literal.text}`)].join('');
}
