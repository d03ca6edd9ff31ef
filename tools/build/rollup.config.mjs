// `lib/` in one file, `index.js`: a process that starts reads one file sooner than a dozen.

import commonjs from '@rollup/plugin-commonjs';

export default {
  input: 'lib/index.mjs',
  external: /^node:/,
  plugins: [commonjs({ strictRequires: false, ignore: isBinary })],
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
