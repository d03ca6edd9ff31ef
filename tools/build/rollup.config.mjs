// `lib/` in one file, `index.js`: a process that starts reads one file sooner than a dozen. Beside it
// `index.mjs`, for `import`, and the types of that.

import commonjs from '@rollup/plugin-commonjs';

export default {
  input: 'lib/index.mjs',
  external: /^node:/,
  plugins: [commonjs({ strictRequires: false, ignore: isBinary }), modules()],
  output: {
    file: 'index.js',
    format: 'cjs',
    // Plain properties, which mocking libraries can replace.
    esModule: false,
    externalLiveBindings: false,
    generatedCode: { preset: 'es2015', symbols: false },
    strict: true,
  },
};

/** Found when the process starts, by the loader. */
function isBinary(id) {
  return id.endsWith('.node') || id.startsWith('@baxcloud/');
}

/** Exports of the CommonJS file, so that a process has one instance of each class, however it is loaded. */
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
