// A rule of textlint: a sentence has at most `max` words. Code in backquotes is one word, whatever it holds.
// Headings, tables and code blocks have no limit.

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

export function sentenceLength({ Syntax, RuleError, report }, { max }) {
  return {
    [Syntax.Paragraph](node) {
      for (const { segment } of sentences.segment(textOf(node, Syntax).replace(/\s+/g, ' '))) {
        const words = segment.match(/\S*[\p{L}\p{N}]\S*/gu) ?? [];
        if (words.length > max) {
          const start = `${words.slice(0, 6).join(' ')} …`;
          report(node, new RuleError(`${words.length} words, ${max} at most: "${start}"`));
        }
      }
    },
  };
}

function textOf(node, Syntax) {
  if (node.type === Syntax.Code) return 'Code';
  if (node.type === Syntax.Html) return '';
  return node.children?.map((child) => textOf(child, Syntax)).join('') ?? node.value ?? '';
}
