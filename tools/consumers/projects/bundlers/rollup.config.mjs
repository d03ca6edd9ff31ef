export default {
  input: 'src/login.mjs',
  external: ['@baxcloud/baxverify'],
  output: { file: 'dist/rollup.mjs', format: 'es' },
};
