// The part of Playwright's types that the fixtures need. Playwright itself is not installed here.

type Use<T> = (value: T) => Promise<void>;

export interface TestType<TestArgs extends object, WorkerArgs extends object> {
  (title: string, body: (args: TestArgs & WorkerArgs) => Promise<void> | void): void;
  beforeEach(body: (args: TestArgs & WorkerArgs) => Promise<void> | void): void;
  extend<T extends object, W extends object = object>(
    fixtures: {
      [name in keyof T]: (args: TestArgs & WorkerArgs, use: Use<T[name]>) => Promise<void>;
    },
  ): TestType<TestArgs & T, WorkerArgs & W>;
}

export declare const test: TestType<
  { page: { goto(url: string): Promise<void> } },
  { browserName: string }
>;
