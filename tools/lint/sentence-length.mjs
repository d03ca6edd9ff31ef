// A textlint rule: a sentence has at most `max` words. Code in backquotes counts as one word.
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

/** Capitalizes code and paths, so that a sentence may start with them. */
function textOf(node, Syntax) {
  if (node.type === Syntax.Code) return 'Code';
  if (node.type === Syntax.Html) return '';
  const text = node.children?.map((child) => textOf(child, Syntax)).join('') ?? node.value ?? '';
  return node.type === Syntax.Link && /^[\w-]+[/.]\S+$/.test(text) ? 'Link' : text;
}
