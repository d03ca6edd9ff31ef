// Extracts the comments of a source file as Markdown. The line numbers stay the same.

import ts from 'typescript';

const OF_TYPESCRIPT = /\.[cm]?[jt]sx?$/;

const TAG = /^@\w+ ?(?:\{.*\} ?)?(?:\[?[\w.]+(?:=\S*\])? )?/;

/**
 * @param {string} path its extension decides the language
 * @param {string} source
 * @returns {string} text with as many lines as the source
 */
export function commentsOf(path, source) {
  const lines = source.split('\n').map(() => '');
  const comments = OF_TYPESCRIPT.test(path) ? inTypeScript(path, source) : wholeLines(path, source);
  for (const { line, text } of comments) {
    text.split('\n').forEach((part, at) => {
      lines[line + at] = prose(part);
    });
  }
  return lines.join('\n');
}

/** Finds comments that fill whole lines, in Rust, YAML, TOML and shell scripts. */
function* wholeLines(path, source) {
  const marker = path.endsWith('.rs') ? /^\s*\/\// : /^\s*#(?!!)/;
  for (const [line, text] of source.split('\n').entries()) {
    if (marker.test(text)) yield { line, text: text.replace(/^\s*#/, '//') };
  }
}

function* inTypeScript(path, source) {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const seen = new Set();
  const found = [];
  const visit = (node) => {
    for (const range of ts.getLeadingCommentRanges(source, node.pos) ?? []) {
      if (seen.has(range.pos)) continue;
      seen.add(range.pos);
      found.push(range);
    }
    for (const child of node.getChildren(file)) {
      if (child.kind < ts.SyntaxKind.FirstJSDocNode || child.kind > ts.SyntaxKind.LastJSDocNode) {
        visit(child);
      }
    }
  };
  visit(file);
  for (const { pos, end } of found) {
    const { line } = file.getLineAndCharacterOfPosition(pos);
    yield { line, text: source.slice(pos, end) };
  }
}

/** Removes the markers of a comment. A tag starts a new paragraph. An indented line is code. */
function prose(line) {
  if (/^\s*(?:\/\/[/!]?|\*) {3}/.test(line)) return '';
  const text = line
    .replace(/^\s*(?:\/\/[/!]?|\/\*+|\*(?!\/))?/, '')
    .replace(/\*\/\s*$/, '')
    .trim();
  if (/^(?:biome-ignore|SAFETY|@ts-|c8 |#|eslint)/.test(text)) return '';
  return TAG.test(text) ? `- ${text.replace(TAG, '')}` : text;
}
