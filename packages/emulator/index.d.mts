// One set of declarations for both ways of loading: a second copy could only drift from the first.
export * from './index.js';
