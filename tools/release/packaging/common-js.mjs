// Turns the CommonJS of a package's `lib/` into ES modules for Rollup. Then it joins all modules of
// a file in one scope, where a minifier shortens every name. The usual plugin keeps an object for
// each module, which takes 6 % more.

/** How a module may begin, and what else it may contain: see `modulesOf`. */
const IMPORT = 'const { name, name: other } = require(…) or const name = require(…)';

/** @param {string} folder whose files are translated */
export function commonJs(folder) {
  return {
    name: 'common-js',
    transform(source, id) {
      if (!id.startsWith(folder)) return null;
      // The texts of these files are Lua, where blanks at the start of a line mean nothing.
      const code = /[\\/]lua[\\/]/.test(id) ? source.replace(/\n\s+/g, '\n') : source;
      const program = this.parse(code, { allowReturnOutsideFunction: true });
      return { code: translate(code, program, id), map: null };
    },
    renderChunk(code) {
      // Rollup creates objects of modules without a prototype. V8 makes them slow to read.
      const plain = code.replaceAll(/__proto__: null,?\s*/g, '');
      const edits = [];
      visit(this.parse(plain), ({ type, kind, start }) => {
        if (type !== 'VariableDeclaration' || kind !== 'const') return;
        edits.push({ start, end: start + 'const'.length, text: 'let' });
      });
      return { code: edited(plain, edits), map: null };
    },
  };
}

function translate(code, program, id) {
  const edits = [];
  const head = [];
  const replace = ({ start, end }, text) => edits.push({ start, end, text });
  for (const statement of program.body) {
    if (statement.directive === 'use strict') replace(statement, '');
    else if (isImport(statement)) replace(statement, importOf(statement, id));
    else if (isExport(statement)) replace(statement, exportOf(code, statement, id));
    else hoistRequires(statement);
  }
  return [...head, edited(code, edits)].join('\n');

  /** A module that a function requires is read with the others. Packages and Node's stay lazy. */
  function hoistRequires(statement) {
    visit(statement, (node) => {
      if (!isRequire(node) || !node.arguments[0].value.startsWith('.')) return;
      const name = `required${head.length}`;
      head.push(`import * as ${name} from ${node.arguments[0].raw};`);
      replace(node, name);
    });
  }
}

/** Calls `look` with each node of a syntax tree. */
function visit(node, look) {
  if (node === null || typeof node !== 'object') return;
  if (typeof node.type === 'string') look(node);
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) for (const each of value) visit(each, look);
    else visit(value, look);
  }
}

function edited(code, edits) {
  let text = code;
  for (const { start, end, text: put } of edits.sort((a, b) => b.start - a.start)) {
    text = text.slice(0, start) + put + text.slice(end);
  }
  return text;
}

function isRequire(node) {
  return node?.type === 'CallExpression' && node.callee.name === 'require';
}

function isImport({ type, declarations }) {
  return type === 'VariableDeclaration' && isRequire(declarations[0].init);
}

function importOf({ declarations }, id) {
  const [{ id: target, init }] = declarations;
  const from = init.arguments[0];
  if (declarations.length > 1) throw new Error(`${id}: only ${IMPORT}`);
  if (target.type === 'Identifier') {
    const what = from.value.startsWith('.') ? `* as ${target.name}` : target.name;
    return `import ${what} from ${from.raw};`;
  }
  const names = target.properties.map(({ key, value }) => {
    if (value.type !== 'Identifier') throw new Error(`${id}: only ${IMPORT}`);
    return key.name === value.name ? key.name : `${key.name} as ${value.name}`;
  });
  return `import { ${names.join(', ')} } from ${from.raw};`;
}

function isExport({ type, expression }) {
  if (type !== 'ExpressionStatement' || expression.type !== 'AssignmentExpression') return false;
  const { object, property } = expression.left;
  return object?.name === 'module' && property?.name === 'exports';
}

function exportOf(code, { expression: { right } }, id) {
  if (right.type !== 'ObjectExpression') throw new Error(`${id}: module.exports is an object`);
  const values = [];
  const names = right.properties.map(({ key, value }) => {
    if (value.type === 'Identifier') return `${value.name} as ${key.name}`;
    const name = `${key.name}Exported`;
    values.push(`const ${name} = ${code.slice(value.start, value.end)};`);
    return `${name} as ${key.name}`;
  });
  return `${values.join('\n')}\nexport { ${names.join(', ')} };`;
}
