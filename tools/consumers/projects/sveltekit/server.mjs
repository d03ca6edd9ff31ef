// Serves the built app on a free port, and prints it. Runs in this folder and in a copy.

import { createServer } from 'node:http';
import { handler } from './build/handler.js';

const server = createServer(handler);
server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`));
