const settings = {
  mode: 'production',
  target: 'node18',
  entry: './src/login.mjs',
  experiments: { outputModule: true },
  output: { filename: 'webpack.mjs', library: { type: 'module' } },
};

export const asModule = {
  ...settings,
  externals: { '@baxcloud/baxverify': 'module @baxcloud/baxverify' },
};

export const asCommonJs = {
  ...settings,
  experiments: {},
  output: { filename: 'webpack.cjs', library: { type: 'commonjs2' } },
  externals: { '@baxcloud/baxverify': 'commonjs @baxcloud/baxverify' },
};

export default [asModule, asCommonJs];
