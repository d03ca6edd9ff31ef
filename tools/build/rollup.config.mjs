// Bundles `lib/` into `index.js`, because a process reads one file faster than a dozen. Also writes
// `index.mjs` for `import`, and its types.

import commonjs from '@rollup/plugin-commonjs';

export default {
  input: 'lib/index.mjs',
  external: /^node:/,
  plugins: [commonjs({ strictRequires: false, ignore: isBinary }), modules()],
  output: {
    file: 'index.js',
    format: 'cjs',
    // Plain properties, so that mocking libraries can replace them.
    esModule: false,
    externalLiveBindings: false,
    generatedCode: { preset: 'es2015', symbols: false },
    strict: true,
  },
};

/** The loader finds the binary when the process starts. */
function isBinary(id) {
  return id.endsWith('.node') || id.startsWith('@baxcloud/');
}

/**
 * Exports of the CommonJS file, so that a process has one instance of each class with `import` and
 * `require`.
 */
function modules() {
  return {
    name: 'modules',
    generateBundle(_, bundle) {
      const names = bundle['index.js'].exports.join(', ');
      const files = {
        'index.mjs': `export { ${names} } from './index.js';\n`,
        'index.d.mts': "export * from './index.js';\n",
      };
      for (const [fileName, source] of Object.entries(files)) {
        this.emitFile({ type: 'asset', fileName, source });
      }
    },
  };
}
