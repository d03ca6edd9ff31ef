// Bundles `lib/` into `index.js`, because a process reads one file faster than a dozen. Also writes
// `index.mjs` for `import`, and its types. Does the same with `lib/webhooks/`, and
// writes the fetch build, and `doctor.js` for the command.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import commonjs from '@rollup/plugin-commonjs';
import { minify } from 'terser';

/**
 * Nitro traces the file of the condition `module`, but keeps the import, for which Node.js takes
 * another file. File tracers read this function, and find that file and what it needs. Bundlers
 * drop it.
 */
const forTracers = (file) => `
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

function forTracers() {
  return readFileSync(join(fileURLToPath(import.meta.url), '..', '${file}'));
}`;

const common = {
  // Plain properties, so that mocking libraries can replace them.
  esModule: false,
  externalLiveBindings: false,
  generatedCode: { preset: 'es2015', symbols: false },
  strict: true,
};

export default [
  {
    input: 'lib/index.mjs',
    external: /^node:/,
    plugins: [commonjs({ strictRequires: false, ignore: isBinary }), modules()],
    output: { ...common, file: 'index.js', format: 'cjs', plugins: [withShortNames()] },
  },
  {
    input: 'lib/index.mjs',
    plugins: [fetchBuild(), types()],
    output: [
      { ...common, file: 'fetch.js', format: 'cjs' },
      { ...common, file: 'fetch.mjs', format: 'es' },
    ],
  },
  {
    input: 'lib/index.mjs',
    external: /^node:/,
    plugins: [forBundlers(), fetchBuild()],
    output: { ...common, file: 'index.bundler.mjs', format: 'es', outro: forTracers('index.mjs') },
  },
  {
    input: 'lib/fetch/native.mjs',
    plugins: [fetchBuild()],
    output: { ...common, file: 'fetch-native.js', format: 'cjs' },
  },
  {
    input: 'lib/browser/index.mjs',
    plugins: [types()],
    output: [
      { ...common, file: 'browser.js', format: 'cjs' },
      { ...common, file: 'browser.mjs', format: 'es' },
    ],
  },
  {
    input: 'lib/webhooks/index.mjs',
    external: /^node:/,
    plugins: [modules()],
    output: { ...common, file: 'webhooks.js', format: 'cjs' },
  },
  {
    input: 'lib/webhooks/index.mjs',
    external: /^node:/,
    output: {
      ...common,
      file: 'webhooks.bundler.mjs',
      format: 'es',
      outro: forTracers('webhooks.mjs'),
    },
  },
  {
    input: 'lib/webhooks/index.mjs',
    plugins: [webCrypto()],
    output: { ...common, file: 'webhooks.edge.mjs', format: 'es' },
  },
  {
    input: 'lib/doctor/index.mjs',
    external: /^node:/,
    output: { ...common, file: 'doctor.js', format: 'cjs' },
  },
];

/** The loader finds the binary, or what takes its place, when the process starts. */
function isBinary(id) {
  return id.endsWith('.node') || id.startsWith('@baxcloud/') || id === './fetch-native.js';
}

/**
 * Every process reads and compiles the file before its first call. Without comments and with short
 * names of variables that takes a third less. Functions and classes keep their names for stacks.
 * Statements stay, because Node.js looks for each `exports.name =` when the file is imported.
 */
function withShortNames() {
  return {
    name: 'with-short-names',
    async renderChunk(source) {
      const { code } = await minify(source, {
        compress: false,
        format: {
          // Node.js prints the whole line of an error that nobody catches.
          max_line_len: 100,
          quote_style: 3, // as in the source
        },
        keep_classnames: true,
        keep_fnames: true,
        mangle: { toplevel: true },
      });
      return { code: `${code}\n`, map: null };
    },
  };
}

/** Replaces the loader, and keeps the rest of the native build. */
function forBundlers() {
  const at = (file) => fileURLToPath(new URL(`../../${file}`, import.meta.url));
  return {
    name: 'for-bundlers',
    resolveId(id) {
      if (id === '../native.js') return at('native.bundler.mjs');
      return id === './runtime.mjs' ? at('lib/runtime.mjs') : undefined;
    },
  };
}

/** Replaces the file that differs in the fetch build, and writes the version. */
function fetchBuild() {
  const at = (file) => fileURLToPath(new URL(`../../lib/${file}`, import.meta.url));
  const version = at('fetch/version.mjs');
  return {
    name: 'fetch-build',
    resolveId(id) {
      if (id === './runtime.mjs') return at('fetch/runtime.mjs');
      return id === './version.mjs' ? version : undefined;
    },
    load(id) {
      if (id !== version) return undefined;
      const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
      return `export const VERSION = '${manifest.version}';\n`;
    },
  };
}

/** Writes the types of a build that has the same as `index.js`. */
function types() {
  return {
    name: 'types',
    generateBundle({ file }) {
      const fileName = file
        .replace(/\.(m?)js$/, '.d.$1ts')
        .split(/[\\/]/)
        .at(-1);
      this.emitFile({ type: 'asset', fileName, source: "export * from './index.js';\n" });
    },
  };
}

/** For runtimes without Node's modules. */
function webCrypto() {
  return {
    name: 'web-crypto',
    resolveId(id, importer) {
      return id === './hmac.mjs' ? this.resolve('./hmac.web.mjs', importer) : undefined;
    },
  };
}

/**
 * Exports of the CommonJS file, so that a process has one instance of each class with `import` and
 * `require`.
 */
function modules() {
  return {
    name: 'modules',
    generateBundle({ file }, bundle) {
      const [name] = file.split(/[\\/]/).at(-1).split('.');
      const names = bundle[`${name}.js`].exports.join(', ');
      const files = {
        [`${name}.mjs`]: `export { ${names} } from './${name}.js';\n`,
        [`${name}.d.mts`]: `export * from './${name}.js';\n`,
      };
      for (const [fileName, source] of Object.entries(files)) {
        this.emitFile({ type: 'asset', fileName, source });
      }
    },
  };
}
