// Parses `--fault`: a fault rule as JSON, or as `name=value` pairs separated by commas.

/** Returns the rule, or undefined if the text is invalid. */
function parseFault(text) {
  if (text.trimStart().startsWith('{')) return parseJson(text);
  const rule = {};
  for (const pair of text.split(',')) {
    const [, name, value] = /^\s*([A-Za-z-]+)=(.*?)\s*$/.exec(pair) ?? [];
    if (name === undefined) return undefined;
    rule[camel(name)] = scalar(camel(name), value);
  }
  return rule;
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const camel = (name) => name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());

function scalar(name, value) {
  const range = /^(\d+)-(\d+)$/.exec(value);
  if (name === 'latencyMs' && range) return { min: Number(range[1]), max: Number(range[2]) };
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value);
  return value === 'true' || value === 'false' ? value === 'true' : value;
}

module.exports = { parseFault };
