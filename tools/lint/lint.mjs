import { TextlintKernel } from '@textlint/kernel';
import markdown from '@textlint/textlint-plugin-markdown';
import pattern from '@textlint-rule/textlint-rule-pattern';
import { commentsOf } from './comments.mjs';
import { messagesOf } from './messages.mjs';
import { sentenceLength } from './sentence-length.mjs';
import { messagePatterns, patterns } from './vocabulary.mjs';

const MOST_WORDS = 30;
/** As for pages, in prettier.json. */
const COLUMNS = 100;

const kernel = new TextlintKernel();

/**
 * Finds words and sentences that are not plain English, in a page, or in the comments and the
 * messages of a source file.
 *
 * @param {string} path its extension decides the language
 * @param {string} text
 * @returns {Promise<{ line: number, message: string }[]>}
 */
export async function lint(path, text) {
  if (path.endsWith('.md')) return faultsOf(text, patterns);
  const comments = commentsOf(path, text);
  const messages = messagesOf(path, text);
  return [
    ...(await faultsOf(comments, patterns)),
    ...(await faultsOf(messages, [...patterns, ...messagePatterns])),
    ...wideComments(text, comments),
  ];
}

async function faultsOf(prose, vocabulary) {
  const { messages } = await kernel.lintText(prose, {
    ext: '.md',
    plugins: [{ pluginId: 'markdown', plugin: markdown.default }],
    rules: [
      { ruleId: 'vocabulary', rule: pattern.default, options: { patterns: vocabulary } },
      { ruleId: 'sentence-length', rule: sentenceLength, options: { max: MOST_WORDS } },
    ],
  });
  return messages.map(({ line, message }) => ({ line, message }));
}

/** Comments that fill their line and are wider than a page. Tags and links cannot be wrapped. */
function wideComments(text, prose) {
  const isProse = prose.split('\n').map((line) => line !== '');
  return text.split('\n').flatMap((source, at) => {
    const isComment = isProse[at] && /^\s*(?:\/\/|\/\*|\*|#)/.test(source);
    const isWide = [...source].length > COLUMNS && !/@\w|https?:/.test(source);
    const message = `${[...source].length} columns, ${COLUMNS} at most.`;
    return isComment && isWide ? [{ line: at + 1, message }] : [];
  });
}
