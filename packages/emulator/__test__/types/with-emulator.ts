import { withEmulator } from '@baxcloud/baxverify-emulator/testing';
import { test as base } from '@playwright/test';

const test = withEmulator(base, { sendLimit: 0, retention: '7d' }).extend<{ site: string }>({
  site: async ({ project, emulator, browserName }, use) => {
    const id: string = project.projectId;
    const url: string = emulator.url;
    await use(id + url + browserName);
  },
});

test('has the fixtures of both', async ({ page, site, project, emulator }) => {
  await page.goto(site);
  const code: string = await project.waitForCode('+4366412345678');
  const total: number = project.requestCounts({ route: 'send', status: 200 }).total;
  const removed: boolean = emulator.removeProject(project.projectId);
  const [request] = emulator.requests({ since: new Date(), outcome: 'refused' });
  const curl: string | undefined = request?.curl;
  const deleted: number = emulator.deleteMessages({ search: 'to:0664' });
  console.log(code, total, removed, curl, deleted);
  // @ts-expect-error A project has no such method.
  project.nothing();
  // @ts-expect-error There is no such outcome.
  emulator.requests({ outcome: 'odd' });
});

test.beforeEach(({ project }) => project.reset());

// @ts-expect-error There is no such fixture.
test('has no other fixtures', ({ nothing }) => nothing);

// @ts-expect-error There is no such option.
withEmulator(base, { sendLimits: 0 });
