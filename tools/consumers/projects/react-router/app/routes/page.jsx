import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

/** Rendered by the server, and again by the browser. */
export default function Page() {
  return <p suppressHydrationWarning={true}>The build is {BaxCloudVerifyClient.build}.</p>;
}
