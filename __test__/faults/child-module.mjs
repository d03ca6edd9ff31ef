/** Runs the module in its argument, a `data:` URL, in a separate process. */
await import(process.argv[2]);
