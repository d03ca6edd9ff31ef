// One project of a shared emulator: the methods of the emulator, bound to the project.

const { randomBytes } = require('node:crypto');
const { isOptions } = require('./validate-options.js');

/** Returns the environment variables that connect a client to a project. */
function environment(url, projectId, apiKey) {
  return {
    BAXCLOUD_BASE_URL: url,
    BAXCLOUD_PROJECT_ID: projectId,
    BAXCLOUD_API_KEY: apiKey,
  };
}

class Project {
  #emulator;

  constructor(emulator, { projectId, apiKeys }) {
    const [server, client] = apiKeys;
    this.#emulator = emulator;
    this.projectId = projectId;
    this.apiKey = server?.key;
    this.clientKey = client?.key;
    this.url = emulator.url;
    this.env = environment(emulator.url, projectId, this.apiKey);
  }

  /** The emulator refuses other values than objects. */
  #scoped(options) {
    const isSpread = options === undefined || isOptions(options);
    return isSpread ? { ...options, projectId: this.projectId } : options;
  }

  codeFor(phone) {
    return this.#emulator.codeFor(phone, { projectId: this.projectId });
  }

  waitForCode(phone, options) {
    return this.#emulator.waitForCode(phone, this.#scoped(options));
  }

  messages(filter) {
    return this.#emulator.messages(this.#scoped(filter));
  }

  deleteMessages(selection) {
    return this.#emulator.deleteMessages(this.#scoped(selection));
  }

  requests(filter) {
    return this.#emulator.requests(this.#scoped(filter));
  }

  requestCounts(filter) {
    return this.#emulator.requestCounts(this.#scoped(filter));
  }

  update(change) {
    return this.#emulator.changeProject(this.#scoped(change));
  }

  now() {
    return this.#emulator.now({ projectId: this.projectId });
  }

  advance(by) {
    return this.#emulator.advance(by, { projectId: this.projectId });
  }

  freeze() {
    return this.#emulator.freeze({ projectId: this.projectId });
  }

  unfreeze() {
    return this.#emulator.unfreeze({ projectId: this.projectId });
  }

  remove() {
    return this.#emulator.removeProject(this.projectId);
  }

  inject(rule) {
    return this.#emulator.inject(this.#scoped(rule));
  }

  webhooks(filter) {
    return this.#emulator.webhooks(this.#scoped(filter));
  }

  waitForWebhook(filter) {
    return this.#emulator.waitForWebhook(this.#scoped(filter));
  }

  reset() {
    this.#emulator.reset({ projectId: this.projectId });
  }
}

const newProjectId = () => `proj_${randomBytes(8).toString('hex')}`;

module.exports = { Project, environment, newProjectId };
