import { TextlintKernel } from '@textlint/kernel';
import markdown from '@textlint/textlint-plugin-markdown';
import pattern from '@textlint-rule/textlint-rule-pattern';
import { commentsOf } from './comments.mjs';
import { sentenceLength } from './sentence-length.mjs';
import { patterns } from './vocabulary.mjs';

const MOST_WORDS = 30;

const kernel = new TextlintKernel();
const options = {
  ext: '.md',
  plugins: [{ pluginId: 'markdown', plugin: markdown.default }],
  rules: [
    { ruleId: 'vocabulary', rule: pattern.default, options: { patterns } },
    { ruleId: 'sentence-length', rule: sentenceLength, options: { max: MOST_WORDS } },
  ],
};

/**
 * Finds words and sentences that are not plain English, in a page or in the comments of a source file.
 *
 * @param {string} path its extension decides the language
 * @param {string} text
 * @returns {Promise<{ line: number, message: string }[]>}
 */
export async function lint(path, text) {
  const prose = path.endsWith('.md') ? text : commentsOf(path, text);
  const { messages } = await kernel.lintText(prose, options);
  return messages.map(({ line, message }) => ({ line, message }));
}
