/** Runs the module that is its argument, as a `data:` URL, in a process of its own. */
await import(process.argv[2]);
