// One project of a shared emulator: the methods of the emulator, bound to the project.

const { randomBytes } = require('node:crypto');

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

  codeFor(phone) {
    return this.#emulator.codeFor(phone, { projectId: this.projectId });
  }

  waitForCode(phone, options) {
    return this.#emulator.waitForCode(phone, { ...options, projectId: this.projectId });
  }

  messages(filter) {
    return this.#emulator.messages({ ...filter, projectId: this.projectId });
  }

  deleteMessages(selection) {
    return this.#emulator.deleteMessages({ ...selection, projectId: this.projectId });
  }

  requests(filter) {
    return this.#emulator.requests({ ...filter, projectId: this.projectId });
  }

  requestCounts(filter) {
    return this.#emulator.requestCounts({ ...filter, projectId: this.projectId });
  }

  update(change) {
    return this.#emulator.changeProject({ ...change, projectId: this.projectId });
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
    return this.#emulator.inject({ ...rule, projectId: this.projectId });
  }

  webhooks(filter) {
    return this.#emulator.webhooks({ ...filter, projectId: this.projectId });
  }

  waitForWebhook(filter) {
    return this.#emulator.waitForWebhook({ ...filter, projectId: this.projectId });
  }

  reset() {
    this.#emulator.reset({ projectId: this.projectId });
  }
}

const newProjectId = () => `proj_${randomBytes(8).toString('hex')}`;

module.exports = { Project, environment, newProjectId };
